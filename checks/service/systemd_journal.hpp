// Entries of systemd's journal as `journalctl -o json` writes them: one JSON object a line.
// systemd.journal-fields(7), JOURNAL EXPORT FORMATS of systemd. Pure; fuzzed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::service {

struct JournalEntry {
  std::uint64_t at{};        ///< microseconds since the Unix epoch; 0: not told
  std::string message{};     ///< bytes as the program wrote them, the first kilobytes
  bool cut{};                ///< the message is longer, or so long that journalctl left it out
  std::string message_id{};  ///< which event of systemd it is; 32 digits, empty for a program's own
  std::string identifier{};  ///< who says so: "systemd", "gunicorn"
  std::string unit{};        ///< what systemd speaks of, or the unit of the program
  bool by_systemd{};         ///< pid 1 says so
};

struct Journal {
  std::vector<JournalEntry> entries{};  ///< in the order of the lines
  std::size_t unreadable{};             ///< lines that are no entry
};

Journal decode_journal(std::string_view lines);

// sd-messages.h
constexpr std::string_view message_unit_failed = "d9b373ed55a64feb8242e02dbe79a49c";
constexpr std::string_view message_process_exit = "98e322203f7a4ed290d09fe03c09fe15";

}  // namespace preflight::service
