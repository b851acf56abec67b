#include "checks/service/systemd_journal.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(systemd_journal) {
  using namespace preflight::service;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)decode_journal(text);
  return 0;
}
