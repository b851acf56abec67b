#include "checks/imports/api_set.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace preflight::imports {

namespace {

/// A map of one set, which has a host for all and another for one importer.
class Map {
 public:
  explicit Map(std::uint32_t version) {
    const bool old = version < 4;
    if (old)
      put({version, 1});
    else if (version == 4)
      put({version, 0, 0, 1});
    else
      put({version, 0, 0, 1, 28, 0, 31});
    const auto name = std::string(version == 6 ? "api-" : "") + "ms-win-core-file-l1-2-0";
    const auto entry_size = old ? 12U : 24U;
    const auto data = static_cast<std::uint32_t>(bytes_.size()) + entry_size;
    const auto value_head = old ? 4U : version == 4 ? 8U : 0U;
    const auto texts = data + value_head + 2 * (old ? 16U : 20U);
    std::uint32_t at = texts;
    const auto text_at = [&](const std::string& text) {
      const auto begin = at;
      at += static_cast<std::uint32_t>(text.size() * 2);
      texts_ += text;
      return begin;
    };
    const auto size = static_cast<std::uint32_t>(name.size() * 2);
    const auto name_at = text_at(name);
    if (old)
      put({name_at, size, data, 2});
    else if (version == 4)
      put({0, name_at, size, 0, 0, data, 0, 2});
    else
      put({0, name_at, size, size - 4, data, 2});
    value("", "kernelbase.dll", text_at, old);
    value("KERNEL32.dll", "kernelbig.dll", text_at, old);
    for (const char c : texts_) {
      bytes_.push_back(static_cast<std::uint8_t>(c));
      bytes_.push_back(0);
    }
  }

  [[nodiscard]] Bytes bytes() const { return bytes_; }

 private:
  void put(const std::vector<std::uint32_t>& words) {
    for (const auto word : words)
      for (unsigned shift = 0; shift < 32; shift += 8)
        bytes_.push_back(static_cast<std::uint8_t>(word >> shift));
  }

  template <class TextAt>
  void value(const std::string& importer, const std::string& host, TextAt text_at, bool old) {
    if (!old) put({0});
    const auto name = text_at(importer), library = text_at(host);
    put({name, static_cast<std::uint32_t>(importer.size() * 2), library,
         static_cast<std::uint32_t>(host.size() * 2)});
  }

  std::vector<std::uint8_t> bytes_{};
  std::string texts_{};
};

}  // namespace

TEST_CASE("the map of every Windows since 7 tells what stands behind an API set") {
  for (const std::uint32_t version : {2U, 3U, 4U, 6U}) {
    INFO(version);
    const Map map(version);
    const auto sets = ApiSets::decode(map.bytes());
    REQUIRE(sets.has_value());
    CHECK(sets->size() == 1);
    CHECK(sets->host("api-ms-win-core-file-l1-2-0.dll", "app.exe") == "kernelbase.dll");
    CHECK(sets->host("API-MS-Win-Core-File-L1-2-0", "kernel32.DLL") == "kernelbig.dll");
    CHECK(sets->host("api-ms-win-core-file-l1-2-4.dll", "app.exe") == "kernelbase.dll");
    CHECK_FALSE(sets->host("api-ms-win-core-file-l2-1-0.dll", "app.exe").has_value());
    CHECK_FALSE(sets->host("ms", "app.exe").has_value());
  }
}

TEST_CASE("a map of API sets that is cut off anywhere gives no more than it has") {
  for (const std::uint32_t version : {2U, 4U, 6U}) {
    const Map map(version);
    for (std::size_t size = 0; size < map.bytes().size(); ++size) {
      const std::vector<std::uint8_t> cut(map.bytes().begin(),
                                          map.bytes().begin() + static_cast<std::ptrdiff_t>(size));
      const auto sets = ApiSets::decode(cut);
      if (sets) (void)sets->host("api-ms-win-core-file-l1-2-0.dll", "app.exe");
    }
  }
  CHECK_FALSE(ApiSets::decode(Map(5).bytes()).has_value());
}

}  // namespace preflight::imports
