#include "checks/python/answer.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(python_answer) {
  (void)preflight::python::decode_answer({reinterpret_cast<const char*>(data), size});
  return 0;
}
