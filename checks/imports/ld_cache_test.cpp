#include "checks/imports/ld_cache.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace preflight::imports {

namespace {

struct Row {
  std::string name, path;
  std::uint64_t capability;
};

void append(std::string& out, std::uint64_t value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(value >> (8 * i));
}

/// Header, entries, texts, then the extension that names the levels.
std::string build(const std::vector<Row>& rows) {
  std::string texts;
  const auto begin = 48 + rows.size() * 24;
  std::string entries;
  for (const auto& row : rows) {
    append(entries, 0x303, 4);
    append(entries, begin + texts.size(), 4);
    texts += row.name + '\0';
    append(entries, begin + texts.size(), 4);
    texts += row.path + '\0';
    append(entries, 0, 4);
    append(entries, row.capability, 8);
  }
  const auto level = begin + texts.size();
  texts += std::string("x86-64-v3") + '\0';
  const auto names = begin + texts.size();
  append(texts, level, 4);
  const auto extension = begin + texts.size();
  append(texts, 0xeaa42174, 4);
  append(texts, 1, 4);
  append(texts, 1, 4);
  append(texts, 0, 4);
  append(texts, names, 4);
  append(texts, 4, 4);
  std::string out = "glibc-ld.so.cache1.1";
  append(out, rows.size(), 4);
  append(out, texts.size(), 4);
  append(out, 2, 4);
  append(out, extension, 4);
  append(out, 0, 8);
  out.resize(48, '\0');
  return out + entries + texts;
}

Bytes bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string sample() {
  return build({{"libz.so.10", "/z10", 0},
                {"libz.so.9", "/z9-v3", std::uint64_t{1} << 62},
                {"libz.so.9", "/z9", 0},
                {"liba.so", "/a", 7}});
}

}  // namespace

TEST_CASE("the cache finds names, whose numbers are in the order of numbers") {
  const auto text = sample();
  const auto cache = LdCache::decode(bytes(text));
  REQUIRE(cache.has_value());
  CHECK(cache->find("libz.so.10").at(0).path == "/z10");
  const auto nine = cache->find("libz.so.9");
  REQUIRE(nine.size() == 2);
  CHECK(nine[0].level == "x86-64-v3");
  CHECK(nine[1].path == "/z9");
  CHECK(nine[1].level == "");
  CHECK_FALSE(cache->find("liba.so").at(0).level.has_value());
  CHECK(cache->find("libb.so").empty());
}

TEST_CASE("the cache is found behind a table of the old format") {
  std::string old = "ld.so-1.7.0";
  old += '\0';
  append(old, 1, 4);
  old += std::string(12, '\0');
  old.resize((old.size() + 7) / 8 * 8, '\0');
  const auto text = old + sample();
  const auto cache = LdCache::decode(bytes(text));
  REQUIRE(cache.has_value());
  CHECK(cache->find("libz.so.10").size() == 1);
}

TEST_CASE("a cache that is cut off anywhere gives no more than it has") {
  const auto text = sample();
  for (std::size_t size = 0; size < text.size(); ++size) {
    const std::vector<std::uint8_t> cut(text.begin(),
                                        text.begin() + static_cast<std::ptrdiff_t>(size));
    if (const auto cache = LdCache::decode(cut)) CHECK(cache->find("libz.so.9").size() <= 2);
  }
}

}  // namespace preflight::imports
