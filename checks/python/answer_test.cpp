#include "checks/python/answer.hpp"

#include <fmt/format.h>

#include "tests/support/catch.hpp"

namespace preflight::python {

namespace {

std::string line(std::string_view key, std::string_view value) {
  auto text = std::string(key) + " ";
  for (const char c : value) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text + "\n";
}

const auto whole = line("version", "3.11.2") + line("managed", "1") + line("path", "/usr/lib") +
                   line("path", "/srv/a b") + line("begun", "1") + line("raised", "ImportError") +
                   line("kind", "ImportError") + line("kind", "Exception") +
                   line("message", "libx.so: no\nsuch file") + line("error_path", "/srv/x.so") +
                   line("line", "12") + line("load_error", "126") + line("raised", "KeyError") +
                   line("name", "HOME") + line("done", "1");

}  // namespace

TEST_CASE("an answer of a Python is read") {
  const auto answer = decode_answer(whole);
  CHECK(answer.begun);
  CHECK(answer.done);
  CHECK(answer.version == "3.11.2");
  CHECK(answer.managed);
  CHECK(answer.path == std::vector<std::string>{"/usr/lib", "/srv/a b"});
  REQUIRE(answer.raised.size() == 2);
  CHECK(answer.raised[0].type == "ImportError");
  CHECK(answer.raised[0].is("Exception"));
  CHECK_FALSE(answer.raised[0].is("OSError"));
  CHECK(answer.raised[0].message == "libx.so: no\nsuch file");
  CHECK(answer.raised[0].path == "/srv/x.so");
  CHECK(answer.raised[0].line == 12);
  CHECK(answer.raised[0].load_error == 126);
  CHECK(answer.raised[1].name == "HOME");
  CHECK_FALSE(answer.raised[1].load_error);
}

TEST_CASE("an answer that is cut off is not done") {
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(decode_answer(std::string_view(whole).substr(0, size)).done);
}

TEST_CASE("what is no answer is passed over") {
  const auto answer = decode_answer("version 3g\nversion 333\nversion\n\nbegun \nnonsense 00\n" +
                                    line("version", std::string(5000, 'x')) + line("line", "-7") +
                                    std::string("done \r\n"));
  CHECK(answer.version.empty());
  CHECK(answer.begun);
  CHECK(answer.done);
}

TEST_CASE("an answer without end is bounded") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += line("path", "/x");
  for (int i = 0; i < 1000; ++i) text += line("raised", "E");
  const auto answer = decode_answer(text);
  CHECK(answer.path.size() == 200);
  CHECK(answer.raised.size() == 8);
}

}  // namespace preflight::python
