// How a service is recorded: {"windows": ...} or {"systemd": ...}, and what its command line names.
#pragma once

#include "checks/imports/record_imports.hpp"
#include "checks/service/facts.hpp"

namespace preflight {

PREFLIGHT_RECORD(KnownName, name, shown)

}  // namespace preflight

namespace preflight::service {

// Windows
PREFLIGHT_RECORD_ENUM(Presence, there, missing, folder_missing, is_folder, denied, unknown)
PREFLIGHT_RECORD_ENUM(Drive, local, network, none)
PREFLIGHT_RECORD_ENUM(Host, none, nssm, winsw, srvany, pywin32, svchost)
PREFLIGHT_RECORD_ENUM(FileFormat, unknown, empty, program, library, native, old_dos, elf, script)
PREFLIGHT_RECORD_ENUM(Dispatcher, imported, mentioned, never, unknown)
PREFLIGHT_RECORD(Status, state, exit_code, service_exit, pid, process_gone)
PREFLIGHT_RECORD(RecoveryAction, type, delay)
PREFLIGHT_RECORD(Config, type, start, image, display_name, account, dependencies, delayed, triggers,
                 recovery, recovery_on_error)
PREFLIGHT_RECORD(DependencyLook, name, needed_by, group, error, status, start)
PREFLIGHT_RECORD(ProgramHeader, format, machine, gui, dispatcher, runtime, libraries, whole)
PREFLIGHT_RECORD(FileLook, path, presence, error, drive, app_alias, header, account_may_run,
                 libraries)
PREFLIGHT_RECORD(RegistryValue, name, type, data, cut)
PREFLIGHT_RECORD(RegistryKey, values)
PREFLIGHT_RECORD(HostLook, kind, parameters_denied, application, parameters, directory, program,
                 directory_look, stdout_folder, stderr_folder, stdout_path, stderr_path,
                 exit_action, throttle, unknown_variables, settings, complaints, child_runs,
                 identifier, python_class, python_module, python_extensions, service_library, group,
                 in_group)
PREFLIGHT_RECORD(Event, id, source, time, values, error)
PREFLIGHT_RECORD(Candidate, path, rest)
PREFLIGHT_RECORD(ImagePath, text, unknown_variables, quoted, blank_in_path, relative, candidates)
PREFLIGHT_RECORD(WindowsFacts, asked, manager_error, open_error, key, known, known_error, status,
                 status_error, config, config_error, marked_for_delete, key_error, environment,
                 pipe_timeout, complaints, windows_folder, machine, safe_mode, image, candidates,
                 chosen, host, dependencies, events, log_path, log_tail, gaps)

// systemd
PREFLIGHT_RECORD_ENUM(Stage, condition, before, start)
PREFLIGHT_RECORD_ENUM(Known, unasked, yes, no)
PREFLIGHT_RECORD(PathLook, path, status, missing, directory, allowed)
PREFLIGHT_RECORD(ProgramLook, command, file, executable, noexec, script, interpreter,
                 carriage_return, unknown_format, libraries)
PREFLIGHT_RECORD(Command, stage, path, line, may_fail, code, status)
PREFLIGHT_RECORD(EnvironmentFile, path, may_miss)
PREFLIGHT_RECORD(Unit, id, load_state, load_error, active_state, sub_state, result, unit_file_state,
                 fragment_path, type, restart, status_text, job, user, group, working_directory,
                 root_directory, notify_access, need_reload, transient, dynamic_user,
                 may_miss_directory, condition_result, assert_result, condition_at, assert_at,
                 active_at, inactive_at, main_code, main_status, main_pid, restarts,
                 start_limit_burst, start_timeout, start_limit_interval, commands, environment,
                 environment_files, drop_ins, requires_units, triggered_by)
PREFLIGHT_RECORD(JournalEntry, at, message, cut, message_id, identifier, unit, by_systemd)
PREFLIGHT_RECORD(Journal, entries, unreadable)
PREFLIGHT_RECORD(SystemdFacts, absent, name, unit, known_names, needs, journal, journal_unseen,
                 programs, folder, environment_files, environment_unseen, user, group, gaps)

PREFLIGHT_RECORD(Query, name, inspect, record)
PREFLIGHT_RECORD(LookedAt, check, target, findings, record)

std::string_view recorded_flaw(const FileLook& look);
std::string_view recorded_flaw(const WindowsFacts& facts);
std::string_view recorded_flaw(const SystemdFacts& facts);
std::string_view recorded_flaw(const LookedAt& need);

}  // namespace preflight::service

namespace preflight::record {

template <>
struct As<service::State> : AsNumber<service::State> {};
template <>
struct As<service::Start> : AsNumber<service::Start> {};

template <>
struct As<service::Facts> {
  static Value write(const service::Facts& facts);
  static void read(const Value& value, service::Facts& into, const Place& place);
};

}  // namespace preflight::record
