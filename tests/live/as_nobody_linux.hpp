// What a test case tells when it runs as user nobody: in a program of its own, since a process asks
// only once whether it may do anything.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/child.hpp"

namespace preflight::test {

constexpr uid_t nobody = 65534;

constexpr const char* word_for_nobody = "PREFLIGHT_TEST_WORD_FOR_NOBODY";

inline bool root() {
  if (geteuid() == 0) return true;
  WARN("skipped: needs root");
  return false;
}

/// Runs the hidden test case `tag` with `word`, and gives the line it told by tell_from_nobody().
inline std::string ask_nobody(const std::string& tag, const std::string& word) {
  setenv(word_for_nobody, word.c_str(), 1);
  Child child({"/proc/self/exe", tag});
  unsetenv(word_for_nobody);
  const std::string mark = "told: ";
  while (const auto line = child.read_line())
    if (line->starts_with(mark)) return line->substr(mark.size());
  return "nothing";
}

/// For good; false where this process may not.
inline bool turn_into_nobody() { return setgid(nobody) == 0 && setuid(nobody) == 0; }

/// The word, as user nobody from here on; nothing where the test case was not run by ask_nobody().
inline std::optional<std::string> become_nobody() {
  const char* const word = std::getenv(word_for_nobody);
  if (word == nullptr) return std::nullopt;
  REQUIRE(turn_into_nobody());
  return word;
}

inline void tell_from_nobody(const std::string& text) {
  std::cout << "\ntold: " << text << std::endl;
}

}  // namespace preflight::test
