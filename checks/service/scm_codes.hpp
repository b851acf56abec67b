// What the Service Control Manager says in numbers, of which the judges of services know the
// meaning.
#pragma once

#include <cstdint>

namespace preflight::service::scm {

// winerror.h
inline constexpr std::uint32_t access_denied = 5, invalid_name = 123, timed_out = 1053,
                               no_such_service = 1060, own_error = 1066, aborted = 1067,
                               dependency_failed = 1068, logon_failed = 1069, hung = 1070,
                               dependency_deleted = 1075, never_started = 1077;

// winnt.h
inline constexpr std::uint32_t driver_types = 0x0F;  ///< SERVICE_DRIVER and the adapters

}  // namespace preflight::service::scm
