#include "checks/exec/command_object.hpp"
#include "checks/exec/command_words.hpp"
#include "checks/exec/plugin_output.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(plugin_output) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto said = preflight::exec::decode_plugin_output(text);
  // Never findings of which the end is missing.
  if (!said.malformed.empty() && (said.rich || !said.findings.empty())) __builtin_trap();
  (void)preflight::exec::command_words(text);
  (void)preflight::exec::command_object(text);
  return 0;
}
