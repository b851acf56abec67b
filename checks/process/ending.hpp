// The decision behind how_to_end(), with the words of a system as a value: both systems' words are
// tested on each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "checks/process/process.hpp"

namespace preflight {

/// The commands of a system. `admin`: it has to be run by an administrator, and we are none.
struct EndingWords {
  std::string (*end)(std::uint32_t pid, bool admin){};     ///< asks it to end
  std::string (*force)(std::uint32_t pid, bool admin){};   ///< ends it, whatever it does
  std::string (*resume)(std::uint32_t pid, bool admin){};  ///< empty text: there is no such command
  std::string (*stop_service)(const Identified&, bool admin){};
  std::string (*find_service)(std::uint32_t pid){};  ///< tells the service behind a pid
  std::string_view as_admin{};  ///< how an administrator runs a command: "as root"
  std::string_view restart{};   ///< what is left when nothing ends a process
  bool ends_children{};         ///< `end` takes the descendants with it
};

const EndingWords& linux_words();
const EndingWords& windows_words();

Ending how_to_end(std::span<const Identified> holders, const EndingWords& words);

}  // namespace preflight
