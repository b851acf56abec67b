// Files that a service needs, looked at without touching them. Only *_windows.cpp files include
// this.
#pragma once

#include "checks/base/deadline.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// What a path names. Devices and pipes are not opened.
FileLook look_at(const std::string& path);

/// Of a file that is there, and may be a program: reads its header, and looks for its libraries as
/// a process finds them that starts in `folder` with this environment.
void look_into_program(FileLook& look, const WindowsFacts& facts, const Environment& environment,
                       const std::string& folder, Deadline deadline);

/// The same for a module of Python: its interpreter looks beside the module, in `folders` and in
/// the system's, and not in PATH (its documentation, os.add_dll_directory).
void look_into_extension(FileLook& look, std::vector<std::string> folders, Deadline deadline);

/// A bare name is looked for as CreateProcessW does it for a service: the folder of `by`, System32,
/// the Windows folder and the PATH of the machine. A path is left as it is.
std::string find_program(const std::string& name, const std::string& by,
                         const std::string& windows_folder, const Environment& environment);

/// The last lines of a log, while somebody writes it: at most 8 KiB are read. Nothing of it is
/// locked: its owner may write, rename and delete it meanwhile.
std::vector<std::string> tail_of(const std::string& path, SystemError& error);

/// At most `most` bytes of a file; nothing where it cannot be opened. `cut`: there are more.
std::optional<std::string> read_bytes(const std::string& path, std::size_t most, bool& cut,
                                      SystemError& error);

std::string windows_folder();

/// IMAGE_FILE_MACHINE_* of the system itself, whatever this program was built for.
std::uint16_t native_machine();

}  // namespace preflight::service
