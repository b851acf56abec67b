// What a command that starts a server says about it: the address, the interpreter, the modules, the
// database. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/init/seen.hpp"

namespace preflight::init {

/// Where a command stands, and what is known there.
struct CommandPlace {
  std::size_t line{};
  Role role{Role::main};
  std::string folder{};   ///< the working directory, seen from the project
  Variables variables{};  ///< that are set there and that a server reads (PORT)
};

/// `words` are one command, variables replaced by the form of preflight.json. Servers that have an
/// address of their own where none is named (uvicorn: 127.0.0.1:8000) are known with it.
Sightings start_line(const std::vector<std::string>& words, const CommandPlace& place);

}  // namespace preflight::init
