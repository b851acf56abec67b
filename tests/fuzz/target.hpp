// FUZZ_TARGET(decoder) { ... } is an entry for libFuzzer: what is done with the bytes `data`,
// `size`. All of them stand in two programs, which are told which one to run: preflight_replay
// (tests/support/replay.cpp) and preflight_fuzz (tests/support/fuzz.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>

namespace preflight::test {

using FuzzTarget = int (*)(const std::uint8_t* data, std::size_t size);

inline std::map<std::string_view, FuzzTarget>& fuzz_targets() {
  static std::map<std::string_view, FuzzTarget> targets;
  return targets;
}

inline bool add_fuzz_target(std::string_view decoder, FuzzTarget target) {
  return fuzz_targets().emplace(decoder, target).second;
}

}  // namespace preflight::test

#define FUZZ_TARGET(decoder)                                             \
  static int fuzz_##decoder(const std::uint8_t* data, std::size_t size); \
  [[maybe_unused]] static const bool added_##decoder =                   \
      preflight::test::add_fuzz_target(#decoder, fuzz_##decoder);        \
  static int fuzz_##decoder(const std::uint8_t* data, std::size_t size)
