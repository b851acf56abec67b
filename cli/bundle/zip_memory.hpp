// The memory that minizip takes for a file. cli/bundle/zip.cpp's own.
#pragma once

#include <minizip/ioapi.h>

#include <string>
#include <string_view>

namespace preflight::bundle {

/// Read where `written` is null, else written to.
struct ZipMemory {
  std::string_view read{};
  std::string* written{};
  std::size_t position{};
};

/// What minizip calls instead of fopen and its like; `memory` must outlive it.
zlib_filefunc64_def functions_of(ZipMemory& memory);

}  // namespace preflight::bundle
