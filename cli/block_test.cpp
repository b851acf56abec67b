#include "cli/block.hpp"

#include <utility>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

struct Screen {
  std::string text{};
  StreamSize size{40, 5};
  bool broken{};
  Stream stream{};

  Screen() {
    stream.write = [this](std::string_view more) {
      text += more;
      return !broken;
    };
    stream.size_now = [this] { return size; };
  }
  std::string take() { return std::exchange(text, {}); }
};

std::vector<Row> rows(std::initializer_list<const char*> texts) {
  std::vector<Row> made;
  for (const auto* text : texts) made.push_back({{text}});
  return made;
}

}  // namespace

TEST_CASE("a block is drawn over in one write, and what is shorter leaves nothing behind") {
  Screen screen;
  Block block{screen.stream};
  CHECK(block.draw(rows({"a", "b", "c"})));
  CHECK(screen.take() == "\ra\x1b[K\r\nb\x1b[K\r\nc\x1b[K");
  CHECK(block.draw(rows({"d", "e"})));
  CHECK(screen.take() == "\r\x1b[2Ad\x1b[K\r\ne\x1b[K\x1b[J");
  CHECK(block.leave());
  CHECK(screen.take() == "\r\n");
  CHECK(block.draw(rows({"f"})));
  CHECK(screen.take() == "\rf\x1b[K");
  block.wipe();
  CHECK(screen.take() == "\r\x1b[J");
  CHECK(block.leave());
  CHECK(screen.take().empty());
}

TEST_CASE("no row is wider than the terminal, and inks do not count") {
  Screen screen;
  screen.size.width = 8;
  Block block{screen.stream, true};
  const std::vector<Row> wide{{{"✗ ", Ink::red}, {"port"}, {"rest"}}, {{"漢字漢字", Ink::bold}}};
  block.draw(wide);
  CHECK(screen.take() == "\r\x1b[1;31m✗ \x1b[0mportr\x1b[K\r\n\x1b[1m漢字漢\x1b[0m\x1b[K");
}

TEST_CASE("without colour there are no inks") {
  Screen screen;
  Block block{screen.stream};
  const std::vector<Row> red{{{"no", Ink::red}}};
  block.draw(red);
  CHECK(screen.take() == "\rno\x1b[K");
}

TEST_CASE("more rows than the terminal has are counted") {
  Screen screen;
  Block block{screen.stream};
  block.draw(rows({"1", "2", "3", "4", "5", "6"}));
  CHECK(screen.take() == "\r1\x1b[K\r\n2\x1b[K\r\n3\x1b[K\r\n  and 3 more\x1b[K");
}

TEST_CASE("on a terminal that became too small for it a new block is begun") {
  Screen screen;
  Block block{screen.stream};
  block.draw(rows({"12345678", "b"}));
  screen.take();
  screen.size.width = 9;  // what was drawn still fits
  block.draw(rows({"12345678", "b"}));
  CHECK(screen.take().starts_with("\r\x1b[1A1"));
  screen.size.width = 8;
  block.draw(rows({"12345678", "b"}));
  CHECK(screen.take() == "\r\n\r1234567\x1b[K\r\nb\x1b[K");
  screen.size.height = 2;
  block.draw(rows({"a"}));
  CHECK(screen.take() == "\r\n\ra\x1b[K");
}

TEST_CASE("that a block cannot be written is told") {
  Screen screen;
  screen.broken = true;
  Block block{screen.stream};
  CHECK_FALSE(block.draw(rows({"a"})));
  CHECK_FALSE(block.leave());
}

}  // namespace preflight
