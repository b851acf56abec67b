#include "report/clean.hpp"

#include <cstdint>
#include <cstdlib>

#include "report/json.hpp"
#include "tests/fuzz/target.hpp"

// Cleaned text has no byte that a terminal obeys, is valid UTF-8 and stays as it is when it is
// cleaned again; any text makes a document that can be read back.
FUZZ_TARGET(clean) {
  using namespace preflight;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto cleaned = clean(text);
  if (clean(cleaned) != cleaned) std::abort();
  if (display_width(cleaned) > 2 * cleaned.size()) std::abort();
  for (const char byte : clean_ascii(text))
    if (byte < 0x20 || byte == 0x7F) std::abort();
  for (const char byte : cleaned)
    if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) std::abort();
  const auto document = to_document(Value{{"text", text}});
  const auto read = Value::parse(document, nullptr, false);
  if (read.is_discarded() || Value(cleaned).dump().empty()) std::abort();
  return 0;
}
