// How the values that many rooms share are recorded (checks/base/record.hpp).
#pragma once

#include "checks/base/deadline.hpp"
#include "checks/base/file_identity.hpp"
#include "checks/base/file_status.hpp"
#include "checks/base/gap.hpp"
#include "checks/base/record_standard.hpp"
#include "checks/base/system_error.hpp"
#include "report/finding.hpp"

namespace preflight {

PREFLIGHT_RECORD_ENUM(Severity, info, warning, error, blocker)
PREFLIGHT_RECORD_ENUM(Needs, nothing, user, admin, person)
PREFLIGHT_RECORD_ENUM(Role, listener, bound, connected, writer, reader, open)
PREFLIGHT_RECORD_ENUM(ProcessState, unknown, running, stopped, zombie, uninterruptible)
PREFLIGHT_RECORD_ENUM(FileKind, regular, directory, fifo, socket, device, other)

PREFLIGHT_RECORD(Remedy, text, command, needs)
PREFLIGHT_RECORD(ParentProcess, pid, name)
PREFLIGHT_RECORD(Process, pid, name, path, command_line, user, started_at, state, role, locks,
                 service, container, parents, started_by)
PREFLIGHT_RECORD(Finding, code, severity, hard, message, cause, processes, remedies, evidence)
PREFLIGHT_RECORD(Gap, what, error, reason)
PREFLIGHT_RECORD(FileIdentity, volume, file, file_high)
PREFLIGHT_RECORD(FileStatus, identity, kind, size)

}  // namespace preflight

namespace preflight::record {

/// With its symbol and text, which another system does not know.
template <>
struct As<SystemError> {
  static Value write(SystemError error);
  static void read(const Value& value, SystemError& into, const Place& place);
};

}  // namespace preflight::record
