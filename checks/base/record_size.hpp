// How a SIZE is recorded.
#pragma once

#include "checks/base/record_standard.hpp"
#include "checks/base/size.hpp"

namespace preflight {

PREFLIGHT_RECORD(Size, bytes, percent)

inline std::string_view recorded_flaw(const Size& size) {
  return !size.percent || (*size.percent > 0 && *size.percent <= 100) ? "" : "is no percentage";
}

}  // namespace preflight
