// How a Python that was looked at is recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/python/python.hpp"

namespace preflight::python {

PREFLIGHT_RECORD_ENUM(Presence, found, missing, dangling, folder, denied, store_alias)
PREFLIGHT_RECORD(Query, program, modules)
PREFLIGHT_RECORD(Raised, type, kinds, message, name, path, file, line, load_error)
PREFLIGHT_RECORD(Answer, begun, done, version, implementation, executable, base_executable, prefix,
                 base_prefix, abi_flags, isolated, no_site, managed, path, suffixes, user_site,
                 found, raised)
PREFLIGHT_RECORD(Run, start, exit_code, signal, timed_out, left_behind, answer, errors)
PREFLIGHT_RECORD(Library, file, findings)
PREFLIGHT_RECORD(Module, name, begun, run, as_user, hidden, library)
PREFLIGHT_RECORD(VenvSettings, home, version)
PREFLIGHT_RECORD(PathFile, folders, imports_site)
PREFLIGHT_RECORD(Location, path, presence, error, link_target, user_path, venv_file, venv,
                 venv_base_there, path_file, path_entries)
PREFLIGHT_RECORD(Facts, windows, location, folder, run, library, modules)

}  // namespace preflight::python
