// Cuts a stream of bytes into lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace preflight::test {

class LineBuffer {
 public:
  void add(std::string_view bytes) { bytes_ += bytes; }

  /// The next whole line, without "\n" or "\r\n".
  std::optional<std::string> take() {
    const std::size_t end = bytes_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string line = bytes_.substr(0, end);
    bytes_.erase(0, end + 1);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }

 private:
  std::string bytes_;
};

}  // namespace preflight::test
