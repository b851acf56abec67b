// All tables as one.
#pragma once

#include "checks/codes/tables.hpp"

namespace preflight::codes {

inline constexpr std::span<const Code> (*all_tables[])() = {
    file_codes,           program_codes,         account_codes,
    service_codes,        winsock_codes,         task_codes,
    ntstatus_codes,       errno_codes,           errno_network_codes,
    sqlite_codes,         sqlite_file_codes,     systemd_exit_codes,
    exit_codes,           signal_codes,          nssm_codes,
    systemd_result_codes, finding_codes,         finding_service_codes,
    finding_start_codes,  finding_network_codes, finding_python_codes};

template <class Visit>
void for_each_code(Visit visit) {
  for (const auto table : all_tables)
    for (const auto& code : table()) visit(code);
}

}  // namespace preflight::codes
