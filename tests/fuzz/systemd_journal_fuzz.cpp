#include "checks/service/systemd_journal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace preflight::service;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)decode_journal(text);
  return 0;
}
