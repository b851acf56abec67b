#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "checks/env/env.hpp"

namespace preflight::env {

Facts probe(const Query& query, Deadline) {
  Facts facts;
  if (const char* const value = std::getenv(query.name.c_str()); value != nullptr) {
    facts.state = *value == '\0' ? State::empty : State::set;
    return facts;
  }
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    facts.names.emplace_back(line.substr(0, line.find('=')));
  }
  return facts;
}

}  // namespace preflight::env
