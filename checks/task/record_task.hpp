// How a scheduled task that was looked at is recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/task/task.hpp"

namespace preflight::task {

PREFLIGHT_RECORD(Query, target, file)
PREFLIGHT_RECORD(ProgramLook, path, status, looked)
PREFLIGHT_RECORD(Trigger, kind, enabled, end_boundary, repeats)
PREFLIGHT_RECORD(Action, kind, command, arguments, working_directory)
PREFLIGHT_RECORD(Principal, user_id, group_id, logon_type, run_level)
PREFLIGHT_RECORD(Settings, enabled, allow_start_on_demand, disallow_start_on_batteries,
                 stop_on_batteries, start_when_available, only_with_network, only_if_idle, hidden,
                 multiple_instances, execution_time_limit, time_limit_given, priority,
                 restart_interval, restart_count)
PREFLIGHT_RECORD(Task, triggers, actions, principal, settings, wrong_encoding)
PREFLIGHT_RECORD(DecodedTask, task, error)
PREFLIGHT_RECORD(DynamicInfo, last_run, last_result)
PREFLIGHT_RECORD(Facts, unsupported, file, unread, missing, known, known_unseen, decoded, programs,
                 last_run, gaps, now)

}  // namespace preflight::task
