// Command lines to learn from, by check. Constant data; a test takes each of them apart as the
// program would.
#pragma once

#include <span>
#include <string_view>

namespace preflight {

struct Example {
  std::string_view check{};    ///< "port"
  std::string_view command{};  ///< "preflight check --port 8000"
  std::string_view note{};     ///< one line: what it is good for
};

std::span<const Example> all_examples();                       ///< those of a check side by side
std::span<const Example> examples_of(std::string_view check);  ///< empty where there are none

}  // namespace preflight
