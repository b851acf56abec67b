#include "checks/service/command_needs.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "checks/base/text.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(command_needs) {
  std::vector<std::string> words;
  for (const auto word : preflight::split({reinterpret_cast<const char*>(data), size}, ' '))
    words.emplace_back(word);
  (void)preflight::service::needs_of(words);
  return 0;
}
