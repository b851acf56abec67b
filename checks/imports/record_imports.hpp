// How the libraries of a program are recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/imports/imports.hpp"

namespace preflight::imports {

PREFLIGHT_RECORD_ENUM(LibraryStatus, found, missing, system, wrong_architecture)
PREFLIGHT_RECORD_ENUM(Packaging, unknown, dpkg, rpm, apk)
PREFLIGHT_RECORD(Environment, path, current_folder, library_path, preload)
PREFLIGHT_RECORD(Query, file, sysroot, search, flat, inspect, facts, all_symbols, steps,
                 environment, as_python, python_folder)
PREFLIGHT_RECORD(Tried, path, why)
PREFLIGHT_RECORD(Library, name, path, status, how, needed_by, needs, tried, stops, unseen,
                 passed_by, delayed, api_set, file)
PREFLIGHT_RECORD(MissingSymbol, needed_by, library, symbol, version, nearest, delayed, lazy)
PREFLIGHT_RECORD(MissingAssembly, needed_by, name, version, tried)
PREFLIGHT_RECORD(PythonBuild, major, minor, free_threaded, debug)
PREFLIGHT_RECORD(Refusal, error, why)
PREFLIGHT_RECORD(PythonLook, folder, there, told_by, refused)
PREFLIGHT_RECORD(Closure, format, machine, is_64_bit, libraries, no_program, is_static, is_managed,
                 is_library, interpreter, no_interpreter, symbols, assemblies, incomplete,
                 unreadable, python)
PREFLIGHT_RECORD(LinuxPackages, packaging, owners)
PREFLIGHT_RECORD(Facts, is_folder, closures, files_seen, packages, gaps, keep)

/// Every index is one of a library, and who is looked at has the reason in it.
std::string_view recorded_flaw(const Closure& closure);
std::string_view recorded_flaw(const Facts& facts);

}  // namespace preflight::imports
