#include "cli/waiting.hpp"

#include <memory>
#include <string>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

std::string shown(std::size_t done, std::size_t all, bool terminal, bool unicode,
                  std::size_t width = 80) {
  std::string text;
  Stream stream;
  stream.write = [&](std::string_view more) {
    text += more;
    return true;
  };
  stream.is_terminal = terminal;
  stream.unicode = unicode;
  stream.width = width;
  auto steps = std::make_shared<Steps>();
  steps->done = done;
  steps->all = all;
  Job job;
  job.check = "imports";
  job.target = "/srv/\x1b[31mbin";
  job.steps = steps;
  Waiting waiting(stream, std::chrono::milliseconds{0});
  waiting.show({{}, {}, {}, &job});
  waiting.finish();
  return text;
}

}  // namespace

TEST_CASE("how far a long look is stands on one line of a terminal, and is wiped") {
  CHECK(shown(5, 20, true, false) ==
        "\r[#####...............] 5 of 20  imports /srv/\\x1b[31mbin\x1b[K\r\x1b[K");
  CHECK(shown(20, 20, true, true).find("[████████████████████] 20 of 20") != std::string::npos);
  CHECK(shown(30, 20, true, false).find("] 20 of 20") != std::string::npos);
  CHECK(shown(0, 0, true, false).find("[....................] imports") != std::string::npos);
  CHECK(shown(5, 20, true, false, 12) == "\r[#####.....\x1b[K\r\x1b[K");
}

TEST_CASE("how far a long look is stays out of a log") { CHECK(shown(5, 20, false, true).empty()); }

}  // namespace preflight
