// libFuzzer's entry: runs the target that PREFLIGHT_FUZZ_TARGET names.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/target.hpp"

namespace {

preflight::test::FuzzTarget wanted = nullptr;

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const auto& targets = preflight::test::fuzz_targets();
  const char* name = std::getenv("PREFLIGHT_FUZZ_TARGET");
  const auto found = name == nullptr ? targets.end() : targets.find(name);
  if (found == targets.end()) {
    std::fputs("PREFLIGHT_FUZZ_TARGET names none of:\n", stderr);
    for (const auto& target : targets) std::fprintf(stderr, "  %s\n", target.first.data());
    std::exit(2);
  }
  wanted = found->second;
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return wanted(data, size);
}
