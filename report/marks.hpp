// The sign that stands before a check on a terminal, and its ink.
#pragma once

#include <string_view>

#include "report/page.hpp"
#include "report/report.hpp"

namespace preflight {

struct Mark {
  std::string_view unicode{}, ascii{};
  Ink ink{Ink::plain};
};

Mark mark_of(Status status);

}  // namespace preflight
