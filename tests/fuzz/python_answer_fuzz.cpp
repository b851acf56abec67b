#include "checks/python/answer.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)preflight::python::decode_answer({reinterpret_cast<const char*>(data), size});
  return 0;
}
