#include "checks/process/maps.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

std::vector<std::uint64_t> inodes(std::string_view text, bool& complete) {
  std::vector<std::uint64_t> found;
  complete = for_each_mapping(text, [&](const Mapping& one) { found.push_back(one.inode); });
  return found;
}

}  // namespace

TEST_CASE("lines of maps") {
  const auto shared =
      parse_mapping("7f1c2d000000-7f1c2d001000 rw-s 00001000 fe:10 11200741    /srv/app.db-shm");
  REQUIRE(shared);
  CHECK(shared->device == Device{0xfe, 0x10});
  CHECK(shared->inode == 11'200'741);
  CHECK(shared->shared);
  CHECK(shared->writable);

  const auto code = parse_mapping("00400000-00401000 r-xp 00000000 08:02 18446744073709551615 ");
  REQUIRE(code);
  CHECK(code->inode == 18'446'744'073'709'551'615U);
  CHECK_FALSE(code->shared);
  CHECK_FALSE(code->writable);

  const auto none = parse_mapping("7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0");
  REQUIRE(none);
  CHECK(none->inode == 0);
}

TEST_CASE("the path of a mapping may hold anything") {
  for (const std::string path :
       {"/a b (deleted)", "/\x1b[31m\xff", "/x 08:02 99", "/line\\012feed", "", " "}) {
    const auto mapping = parse_mapping("1-2 r--s 0 fe:00 7 " + path);
    REQUIRE(mapping);
    CHECK(mapping->inode == 7);
  }
}

TEST_CASE("lines that are no mapping are none") {
  for (const std::string text :
       {"", " ", "1-2", "1-2 r--p 0", "1-2 r--p 0 fe:00", "1-2 r--p 0 fe00 7", "1-2 r--p 0 fe: 7",
        "1-2 r--p 0 :00 7", "1-2 r--p 0 fe:00 x", "1-2 rwp 0 fe:00 7", "1-2 r--p 0 fe:00 -7",
        "1-2 r--p 0 fe:00 18446744073709551616", "1-2 r--p 0 100000000:00 7"}) {
    INFO(text);
    CHECK_FALSE(parse_mapping(text));
  }
}

TEST_CASE("all mappings of a process, those without a file left out") {
  const std::string text =
      "1-2 r--p 0 fe:00 7 /a\n2-3 rw-p 0 00:00 0 [heap]\n3-4 rw-s 0 fe:00 9 /b (deleted)\n";
  bool complete = false;
  CHECK(inodes(text, complete) == std::vector<std::uint64_t>{7, 9});
  CHECK(complete);
  CHECK(inodes("", complete).empty());
  CHECK(complete);
  CHECK(inodes("1-2 r--p 0 fe:00 7 /a\nnonsense\n3-4 rw-s 0 fe:00 9 /b", complete) ==
        std::vector<std::uint64_t>{7, 9});
  CHECK_FALSE(complete);
  for (std::size_t size = 0; size <= text.size(); ++size)
    for (const auto inode : inodes(std::string_view(text).substr(0, size), complete))
      CHECK((inode == 7 || inode == 9));
}

}  // namespace preflight
