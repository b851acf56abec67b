#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cli/bundle/redact.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(redact) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  std::size_t end = 0;
  for (const auto& span : preflight::bundle::find_secrets(text)) {
    if (span.begin < end || span.begin >= span.end || span.end > size) __builtin_trap();
    end = span.end;
  }
  preflight::bundle::Redactor redactor(true);
  const auto first = redactor.text(text);
  (void)redactor.text(first);
  (void)redactor.value({{"environment", {std::string(text)}}, {"line", std::string(text)}});
  return 0;
}
