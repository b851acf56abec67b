// Bytes that are read as a file is.
#pragma once

#include <algorithm>

#include "checks/imports/bytes.hpp"

namespace preflight::test {

/// `bytes` must outlive it.
inline imports::ReadAt read_of(imports::Bytes bytes) {
  return [bytes](std::uint64_t offset, std::span<std::uint8_t> to) {
    const auto some = imports::slice(bytes, offset, to.size());
    std::copy(some.begin(), some.end(), to.begin());
    return some.size() == to.size();
  };
}

}  // namespace preflight::test
