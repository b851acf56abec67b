// The end of what a command says on its standard error. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/run/end.hpp"

namespace preflight::run {

/// Keeps the last bytes of a stream, however much there is.
class Tail {
 public:
  void add(std::string_view bytes);
  [[nodiscard]] Said said() const;

 private:
  std::string bytes_{};
  bool partial_{};  ///< there was more before
};

/// No more than this is looked at of what a command said, nor read of a file.
constexpr std::size_t most_said = std::size_t{32} * 1024;

/// The last lines of `bytes`; `partial`: these are not the first bytes that were said.
Said said_of(std::string_view bytes, bool partial);

}  // namespace preflight::run
