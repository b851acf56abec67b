// What ntdll answers and the headers do not declare; Windows Internals, and the process headers of
// System Informer name the classes. Only *_windows.cpp files include this.
#pragma once

#include <windows.h>
#include <winternl.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checks/process/process_table.hpp"

namespace preflight {

/// The whole answer of NtQuerySystemInformation: asked again with more room until it fits. Nothing
/// where the system refuses; `status` then tells why.
std::optional<std::vector<std::byte>> query_system(int information_class, NTSTATUS& status);

/// All processes, now.
ProcessTable process_table();

/// Of a process that was opened with PROCESS_QUERY_LIMITED_INFORMATION. Class 60 is known to
/// Windows 8.1 and later; before that it is read from the memory of process `pid`.
std::optional<std::string> command_line_of(HANDLE process, std::uint32_t pid);

/// The services that run in a process, sorted, joined by ", "; nothing where none does.
std::optional<std::string> services_of(std::uint32_t pid);

}  // namespace preflight
