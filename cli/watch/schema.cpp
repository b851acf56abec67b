#include "cli/watch/schema.hpp"

#include <initializer_list>
#include <string_view>

#include "report/json.hpp"
#include "report/schema.hpp"

namespace preflight::watch {

namespace {

// Unknown keys may be added in a later version, so no object is closed.
constexpr std::string_view line_schema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "urn:preflight:watch:1",
  "title": "a line of preflight watch",
  "oneOf": [{"$ref": "#/$defs/check_event"}, {"$ref": "#/$defs/verdict_event"},
            {"$ref": "#/$defs/end_event"}, {"$ref": "#/$defs/usage_error"}],
  "$defs": {
    "event": {
      "type": "object",
      "required": ["schema_version", "event", "at"],
      "properties": {"schema_version": {"const": 1}, "at": {"$ref": "#/$defs/time"}}
    },
    "change": {
      "required": ["round", "from", "to"],
      "properties": {
        "round": {"type": "integer", "minimum": 1},
        "lasted_ms": {"type": "integer", "minimum": 0}
      },
      "if": {"properties": {"from": {"const": null}}},
      "then": {"not": {"required": ["lasted_ms"]}},
      "else": {"required": ["lasted_ms"]}
    },
    "check_event": {
      "allOf": [{"$ref": "#/$defs/event"}, {"$ref": "#/$defs/change"}],
      "required": ["index", "check", "target", "failures", "summary", "duration_ms", "findings"],
      "properties": {
        "event": {"const": "check"},
        "index": {"type": "integer", "minimum": 0},
        "from": {"enum": [null, "pass", "warn", "fail", "error", "skip"]},
        "to": {"enum": ["pass", "warn", "fail", "error", "skip"]},
        "failures": {"type": "integer", "minimum": 0}
      }
    },
    "verdict_event": {
      "allOf": [{"$ref": "#/$defs/event"}, {"$ref": "#/$defs/change"}],
      "required": ["exit_code", "summary", "causes"],
      "properties": {
        "event": {"const": "verdict"},
        "from": {"enum": [null, "ready", "blocked", "undetermined"]},
        "to": {"enum": ["ready", "blocked", "undetermined"]}
      }
    },
    "end_event": {
      "allOf": [{"$ref": "#/$defs/event"}],
      "required": ["rounds", "changes", "verdict", "exit_code"],
      "properties": {
        "event": {"const": "end"},
        "rounds": {"type": "integer", "minimum": 0},
        "changes": {"type": "integer", "minimum": 0}
      }
    }
  }
})json";

void add_from(const Value& source, Value& event, std::initializer_list<const char*> keys) {
  for (const auto* key : keys) event["properties"][key] = source["properties"][key];
}

}  // namespace

std::string watch_schema() {
  auto schema = Value::parse(line_schema);
  const auto report = Value::parse(report_schema());
  auto& definitions = schema["$defs"];
  const auto& shared = report["$defs"];
  for (const auto* name : {"usage_error", "time", "cause", "finding", "remedy", "process"})
    definitions[name] = shared[name];
  add_from(shared["check"], definitions["check_event"],
           {"check", "target", "summary", "duration_ms", "place", "findings"});
  add_from(shared["report"], definitions["verdict_event"], {"exit_code", "summary", "causes"});
  add_from(shared["report"], definitions["end_event"], {"verdict", "exit_code"});
  return to_document(schema);
}

}  // namespace preflight::watch
