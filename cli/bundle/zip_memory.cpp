#include "cli/bundle/zip_memory.hpp"

#include <algorithm>
#include <cstring>

namespace preflight::bundle {

namespace {

ZipMemory& of(voidpf opaque) { return *static_cast<ZipMemory*>(opaque); }

std::size_t size_of(const ZipMemory& memory) {
  return memory.written != nullptr ? memory.written->size() : memory.read.size();
}

voidpf open_file(voidpf opaque, const void*, int) {
  of(opaque).position = 0;
  return opaque;
}

uLong read_bytes(voidpf opaque, voidpf, void* into, uLong wanted) {
  auto& memory = of(opaque);
  const auto all =
      memory.written != nullptr ? std::string_view{*memory.written} : std::string_view{memory.read};
  const auto rest = all.substr(std::min(memory.position, all.size()));
  const auto count = std::min(rest.size(), static_cast<std::size_t>(wanted));
  if (count > 0) std::memcpy(into, rest.data(), count);
  memory.position += count;
  return static_cast<uLong>(count);
}

uLong write_bytes(voidpf opaque, voidpf, const void* from, uLong count) {
  auto& memory = of(opaque);
  if (memory.written == nullptr) return 0;
  auto& text = *memory.written;
  if (text.size() < memory.position + count) text.resize(memory.position + count);
  if (count > 0) std::memcpy(text.data() + memory.position, from, count);
  memory.position += count;
  return count;
}

ZPOS64_T tell(voidpf opaque, voidpf) { return of(opaque).position; }

// Not beyond the end: what an archive says about places in it is not to be believed.
long seek(voidpf opaque, voidpf, ZPOS64_T offset, int origin) {
  auto& memory = of(opaque);
  const auto size = size_of(memory);
  const std::size_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? memory.position
                           : origin == ZLIB_FILEFUNC_SEEK_END ? size
                                                              : 0;
  if (from > size || offset > size - from) return -1;
  memory.position = from + static_cast<std::size_t>(offset);
  return 0;
}

int close_file(voidpf, voidpf) { return 0; }
int no_error(voidpf, voidpf) { return 0; }

}  // namespace

zlib_filefunc64_def functions_of(ZipMemory& memory) {
  return {open_file, read_bytes, write_bytes, tell, seek, close_file, no_error, &memory};
}

}  // namespace preflight::bundle
