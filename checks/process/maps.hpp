// /proc/PID/maps, proc_pid_maps(5): which files a process has mapped. Decoder.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "checks/process/lock_line.hpp"

namespace preflight {

struct Mapping {
  Device device{};
  std::uint64_t inode{};  ///< 0: no file
  bool shared{};
  bool writable{};
};

/// "7f1c-7f1d r--p 00000000 fe:00 123 /usr/lib/x.so". The path is not looked at: it may hold
/// anything but a line feed.
std::optional<Mapping> parse_mapping(std::string_view line);

/// Calls `use` for each line that maps a file; false where a line could not be read.
template <typename Use>
bool for_each_mapping(std::string_view text, const Use& use) {
  bool complete = true;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    const auto mapping = parse_mapping(line);
    complete = complete && mapping.has_value();
    if (mapping && mapping->inode != 0) use(*mapping);
  }
  return complete;
}

}  // namespace preflight
