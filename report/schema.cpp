#include "report/schema.hpp"

namespace preflight {

// Unknown keys may be added in a later version, so no object is closed.
std::string_view report_schema() {
  return R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:preflight:report:1",
  "title": "preflight report",
  "oneOf": [{"$ref": "#/$defs/report"}, {"$ref": "#/$defs/usage_error"}],
  "$defs": {
    "usage_error": {
      "type": "object",
      "required": ["schema_version", "exit_code", "error"],
      "properties": {
        "schema_version": {"const": 1},
        "exit_code": {"const": 2},
        "error": {
          "type": "object",
          "required": ["kind", "message"],
          "properties": {"kind": {"type": "string"}, "message": {"type": "string", "minLength": 1}}
        }
      }
    },
    "report": {
      "type": "object",
      "required": ["schema_version", "tool", "command", "host", "started_at", "duration_ms",
                   "verdict", "exit_code", "summary", "causes", "checks"],
      "properties": {
        "schema_version": {"const": 1},
        "tool": {
          "type": "object",
          "required": ["name", "version"],
          "properties": {"name": {"const": "preflight"}, "version": {"type": "string"}}
        },
        "command": {"type": "string", "minLength": 1},
        "host": {
          "type": "object",
          "required": ["name", "os", "os_version", "arch", "user", "elevated"],
          "properties": {
            "name": {"type": "string"},
            "os": {"enum": ["windows", "linux"]},
            "os_version": {"type": "string"},
            "arch": {"type": "string"},
            "user": {"type": "string"},
            "elevated": {"type": "boolean"}
          }
        },
        "started_at": {"$ref": "#/$defs/time"},
        "duration_ms": {"type": "number", "minimum": 0},
        "verdict": {"enum": ["ready", "blocked", "undetermined"]},
        "exit_code": {"enum": [0, 1, 3, 4]},
        "summary": {
          "type": "object",
          "required": ["pass", "warn", "fail", "error", "skip"],
          "additionalProperties": {"type": "integer", "minimum": 0}
        },
        "causes": {"type": "array", "items": {"$ref": "#/$defs/cause"}},
        "checks": {"type": "array", "items": {"$ref": "#/$defs/check"}}
      },
      "allOf": [
        {"if": {"properties": {"verdict": {"const": "ready"}}},
         "then": {"properties": {"exit_code": {"const": 0}}}},
        {"if": {"properties": {"verdict": {"const": "blocked"}}},
         "then": {"properties": {"exit_code": {"enum": [1, 4]}}}},
        {"if": {"properties": {"verdict": {"const": "undetermined"}}},
         "then": {"properties": {"exit_code": {"const": 3}}}}
      ]
    },
    "time": {
      "type": "string",
      "pattern": "^[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"
    },
    "cause": {
      "type": "object",
      "required": ["message", "blocks", "hard", "remedies"],
      "properties": {
        "message": {"type": "string", "minLength": 1},
        "process": {"$ref": "#/$defs/process"},
        "blocks": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "hard": {"type": "boolean"},
        "remedies": {"type": "array", "items": {"$ref": "#/$defs/remedy"}}
      }
    },
    "check": {
      "type": "object",
      "required": ["check", "target", "status", "summary", "duration_ms", "findings"],
      "properties": {
        "check": {"type": "string", "minLength": 1},
        "target": {"type": "string"},
        "status": {"enum": ["pass", "warn", "fail", "error", "skip"]},
        "summary": {"type": "string"},
        "duration_ms": {"type": "number", "minimum": 0},
        "place": {
          "type": "object",
          "required": ["file", "line"],
          "properties": {"file": {"type": "string"}, "line": {"type": "integer", "minimum": 1}}
        },
        "facts": {"type": "object"},
        "findings": {"type": "array", "items": {"$ref": "#/$defs/finding"}}
      }
    },
    "finding": {
      "type": "object",
      "required": ["code", "severity", "hard", "message", "remedies"],
      "properties": {
        "code": {"type": "string", "pattern": "^[a-z]+\\.[a-z0-9-]+$"},
        "severity": {"enum": ["blocker", "warning", "error", "info"]},
        "hard": {"type": "boolean"},
        "message": {"type": "string", "minLength": 1},
        "cause": {"type": "string"},
        "processes": {"type": "array", "items": {"$ref": "#/$defs/process"}},
        "remedies": {"type": "array", "items": {"$ref": "#/$defs/remedy"}},
        "evidence": {"type": "object"}
      }
    },
    "remedy": {
      "type": "object",
      "required": ["text", "needs"],
      "properties": {
        "text": {"type": "string", "minLength": 1},
        "command": {"type": "string", "minLength": 1},
        "needs": {"enum": ["nothing", "user", "admin", "person"]}
      }
    },
    "process": {
      "type": "object",
      "required": ["pid", "name", "state", "role"],
      "properties": {
        "pid": {"type": "integer", "minimum": 0},
        "name": {"type": "string"},
        "path": {"type": "string"},
        "command_line": {"type": "string"},
        "user": {"type": "string"},
        "started_at": {"$ref": "#/$defs/time"},
        "state": {"enum": ["unknown", "running", "stopped", "zombie", "uninterruptible"]},
        "role": {"enum": ["listener", "bound", "connected", "writer", "reader", "open"]},
        "locks": {"type": "array", "items": {"type": "string"}},
        "service": {"type": "string"},
        "container": {"type": "string"},
        "parents": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["pid", "name"],
            "properties": {"pid": {"type": "integer", "minimum": 0}, "name": {"type": "string"}}
          }
        },
        "started_by": {"type": "string"}
      }
    }
  }
}
)json";
}

}  // namespace preflight
