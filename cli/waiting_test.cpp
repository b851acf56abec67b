#include "cli/waiting.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight {

using namespace std::chrono_literals;

namespace {

struct Sink {
  std::string text{};
  Stream stream{};

  explicit Sink(bool terminal, bool unicode = true, std::size_t width = 80,
                std::size_t height = 24) {
    stream.write = [this](std::string_view more) {
      text += more;
      return true;
    };
    stream.is_terminal = stream.colors = terminal;
    stream.unicode = unicode;
    stream.width = width;
    stream.height = height;
  }
};

std::string shown(std::size_t done, std::size_t all, bool terminal, bool unicode,
                  std::size_t width = 80) {
  Sink screen(terminal, unicode, width);
  auto steps = std::make_shared<Steps>();
  steps->done = done;
  steps->all = all;
  Job job;
  job.check = "imports";
  job.target = "/srv/\x1b[31mbin";
  job.steps = steps;
  Waiting waiting(screen.stream, 0ms);
  waiting.show({{}, {}, {}, &job});
  waiting.finish();
  return screen.text;
}

Looked looked(std::string check, std::string target, std::string summary) {
  Looked made;
  made.check = std::move(check);
  made.target = std::move(target);
  made.summary = std::move(summary);
  return made;
}

const std::vector<Looked> both{looked("port", "*:8000/tcp", "a\x1b[31m (8812) listens"),
                               looked("reach", "db:5432", "refused")};

}  // namespace

TEST_CASE("how far a long look is stands on one line of a terminal, and is wiped") {
  CHECK(shown(5, 20, true, false) ==
        "\r[#####...............] 5 of 20  imports /srv/\\x1b[31mbin\x1b[K\r\x1b[J");
  CHECK(shown(20, 20, true, true).find("[████████████████████] 20 of 20") != std::string::npos);
  CHECK(shown(30, 20, true, false).find("] 20 of 20") != std::string::npos);
  CHECK(shown(0, 0, true, false).find("[....................] imports") != std::string::npos);
  CHECK(shown(5, 20, true, false, 12) == "\r[#####.....\x1b[K\r\x1b[J");
}

TEST_CASE("how far a long look is stays out of a log") { CHECK(shown(5, 20, false, true).empty()); }

TEST_CASE("on a terminal each check that is waited for has a line, drawn over again") {
  Sink screen(true);
  Waiting waiting(screen.stream, 30s);
  waiting.show({both, std::vector<Waited>{{0, {}}, {1, {}}}, 1200ms, nullptr});
  CHECK(screen.text ==
        "\rwaiting, 1 of 30 s; Ctrl-C ends it with a report\x1b[K"
        "\r\n  ✗    1.2 s  port *:8000/tcp  a\\x1b[31m (8812) listens\x1b[K"
        "\r\n  ✗    1.2 s  reach db:5432    refused\x1b[K");
  screen.text.clear();
  waiting.show({both, std::vector<Waited>{{0, 2100ms}, {1, {}}}, 12'000ms, nullptr});
  CHECK(screen.text.starts_with("\r\x1b[2Awaiting, 12 of 30 s"));
  CHECK(screen.text.find("✓    2.1 s  port") != std::string::npos);
  CHECK(screen.text.find("✗   12.0 s  reach") != std::string::npos);
  screen.text.clear();
  waiting.finish();
  CHECK(screen.text == "\r\x1b[2A\x1b[J");
}

TEST_CASE("no more lines are drawn than the terminal has, none longer than it is wide") {
  Sink screen(true, false, 20, 3);
  Waiting waiting(screen.stream, 30s);
  const std::vector<Waited> waited{{0, {}}, {1, {}}, {0, {}}};
  waiting.show({both, waited, 0ms, nullptr});
  CHECK(screen.text == "\rwaiting, 0 of 30 s;\x1b[K\r\n  and 3 more\x1b[K");
}

TEST_CASE("a log has plain lines, and none of them twice without need") {
  Sink screen(false);
  Waiting waiting(screen.stream, 30s);
  const auto show = [&](const std::vector<Waited>& waited, std::chrono::milliseconds elapsed) {
    screen.text.clear();
    waiting.show({both, waited, elapsed, nullptr});
    return screen.text;
  };
  CHECK(show({{0, {}}, {1, {}}}, 4ms) ==
        "preflight: waiting up to 30 s for port *:8000/tcp: a\\x1b[31m (8812) listens\n"
        "preflight: waiting up to 30 s for reach db:5432: refused\n");
  CHECK(show({{0, {}}, {1, {}}}, 5000ms).empty());
  CHECK(show({{0, {}}, {1, 6300ms}}, 6300ms) == "preflight: reach db:5432 after 6.3 s: refused\n");
  CHECK(show({{0, {}}, {1, 6300ms}}, 10'004ms) ==
        "preflight: still waiting, 10 of 30 s, for port *:8000/tcp: a\\x1b[31m (8812) listens\n");
  CHECK(show({{0, {}}, {1, 6300ms}}, 12'000ms).empty());
  waiting.finish();
  CHECK(screen.text.empty());
}

}  // namespace preflight
