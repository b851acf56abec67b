// The tables, one a subject; each is sorted by number, or by symbol where there is none.
#pragma once

#include <span>

#include "checks/codes/code.hpp"

namespace preflight::codes {

std::span<const Code> file_codes();     ///< win32.cpp: files, memory, everything common
std::span<const Code> program_codes();  ///< win32_programs.cpp: a program or a DLL does not start
std::span<const Code> account_codes();  ///< win32_accounts.cpp: logging on, rights
std::span<const Code> service_codes();  ///< win32_services.cpp: the service control manager
std::span<const Code> winsock_codes();
std::span<const Code> task_codes();
std::span<const Code> ntstatus_codes();
std::span<const Code> errno_codes();  ///< errno.cpp: all but the network's
std::span<const Code> errno_network_codes();
std::span<const Code> sqlite_codes();          ///< sqlite.cpp: all but the following
std::span<const Code> sqlite_file_codes();     ///< sqlite_files.cpp: IOERR, CANTOPEN, READONLY
std::span<const Code> systemd_exit_codes();    ///< systemd.cpp: 200 to 245, and LSB's
std::span<const Code> systemd_result_codes();  ///< systemd_results.cpp: the words of Result=
std::span<const Code> exit_codes();
std::span<const Code> signal_codes();
std::span<const Code> nssm_codes();
std::span<const Code> finding_codes();          ///< findings.cpp: the gate
std::span<const Code> finding_service_codes();  ///< findings_services.cpp: services, tasks
std::span<const Code> finding_python_codes();
std::span<const Code> finding_network_codes();  ///< findings_network.cpp: servers that are asked
std::span<const Code> finding_start_codes();    ///< findings_start.cpp: programs, surroundings

}  // namespace preflight::codes
