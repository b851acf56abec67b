// Programs that serve, each with its options and its habits, and the address that a command gives
// them. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/init/seen.hpp"

namespace preflight::init {

/// A program that serves, by the manual of each: its options, and what it does without them.
struct Server {
  std::string_view name;
  std::string_view verb;    ///< its subcommand that serves; empty: none is needed
  std::string_view module;  ///< of Python; empty: it is none of Python's
  std::string_view host;    ///< where it listens if nobody says; empty: everywhere
  std::string_view port;
  std::string_view ports;  ///< options with a port, blanks between them
  std::string_view hosts;  ///< options with a host
  std::string_view binds;  ///< options with both
  bool dev;                ///< for development only
};

std::span<const Server> all_servers();

struct Address {
  std::string host{};
  std::string port{};
  bool named{};    ///< by the command, not by the habit of its server
  bool strange{};  ///< something is said that is not understood
};

/// `words` follow the name of the server (and its verb).
Address address_of(const Server& server, std::span<const std::string> words);

/// Is `word` one of `words`, which have blanks between them?
bool is_word_of(std::string_view word, std::string_view words);

}  // namespace preflight::init
