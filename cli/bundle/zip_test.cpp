#include "cli/bundle/zip.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

using namespace preflight;
using namespace preflight::bundle;

namespace {

std::string archive_of(const std::vector<ZipEntry>& entries) {
  auto result = write_zip(entries, Timestamp{std::chrono::milliseconds{1'795'291'200'000}});
  REQUIRE(std::holds_alternative<std::string>(result));
  return std::get<std::string>(std::move(result));
}

std::string text_of(std::string_view archive, const std::string& name) {
  const auto read = read_zip(archive, name);
  if (const auto* error = std::get_if<ZipError>(&read)) FAIL(error->message);
  return std::get<std::string>(read);
}

std::string error_of(std::string_view archive, const std::string& name,
                     std::size_t longest = longest_zip_entry) {
  const auto read = read_zip(archive, name, longest);
  return std::holds_alternative<ZipError>(read) ? std::get<ZipError>(read).message : "";
}

/// The last place where `archive` holds the header `signature`, and in it the byte at `offset`.
char& byte_of(std::string& archive, std::string_view signature, std::size_t offset) {
  const auto at = archive.rfind(signature);
  REQUIRE(at != std::string::npos);
  return archive.at(at + offset);
}

constexpr std::string_view central = "PK\x01\x02";
constexpr std::string_view local = "PK\x03\x04";

}  // namespace

TEST_CASE("what goes into a zip comes out of it") {
  std::string binary;
  for (int i = 0; i < 300'000; ++i) binary += static_cast<char>(i % 251 * 7);
  const auto archive =
      archive_of({{"report.json", "{}"}, {"logs/a.log", binary}, {"empty.txt", ""}});
  CHECK(looks_like_zip(archive));
  CHECK(archive.size() < binary.size());
  CHECK(text_of(archive, "report.json") == "{}");
  CHECK(text_of(archive, "logs/a.log") == binary);
  CHECK(text_of(archive, "empty.txt").empty());
}

TEST_CASE("a zip that is cut off anywhere is an error") {
  const auto archive = archive_of({{"facts.json", std::string(500, 'x') + "abc"}, {"b", "b"}});
  for (std::size_t size = 0; size < archive.size(); ++size) {
    INFO("cut at " << size);
    CHECK(!error_of(std::string_view{archive}.substr(0, size), "facts.json").empty());
  }
}

TEST_CASE("a zip whose bytes were changed is never taken for what it was") {
  const std::string text = "the facts of a case, whose checksum is known";
  const auto whole = archive_of({{"facts.json", text}});
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto archive = whole;
    archive[i] = static_cast<char>(archive[i] ^ 0x5a);
    INFO("changed at " << i);
    const auto read = read_zip(archive, "facts.json");
    if (const auto* got = std::get_if<std::string>(&read)) CHECK(*got == text);
  }
}

TEST_CASE("two files of one name, an encrypted one and none are told of") {
  CHECK(error_of(archive_of({{"facts.json", "1"}, {"facts.json", "2"}}), "facts.json") ==
        "it has more than one facts.json");
  CHECK(error_of(archive_of({{"facts.jsonx", "1"}, {"FACTS.JSON", "2"}}), "facts.json") ==
        "it has no facts.json");
  auto archive = archive_of({{"facts.json", "1"}});
  byte_of(archive, central, 8) = 1;  // APPNOTE 4.4.4: general purpose bit 0
  byte_of(archive, local, 6) = 1;
  CHECK(error_of(archive, "facts.json") == "its facts.json is encrypted");
  CHECK(!error_of("", "facts.json").empty());
  CHECK(!error_of("PK", "facts.json").empty());
  CHECK(!looks_like_zip("{}"));
}

TEST_CASE("what swells up to more than is wanted is not unpacked") {
  auto archive = archive_of({{"facts.json", std::string(std::size_t{8} << 20U, '\0')}});
  CHECK(archive.size() < 20'000);
  CHECK(error_of(archive, "facts.json", std::size_t{1} << 20U) ==
        "its facts.json is longer than 1 MiB");
  SECTION("whatever length it claims to have") {
    // APPNOTE 4.3.12: the uncompressed size.
    for (std::size_t i = 24; i < 28; ++i) byte_of(archive, central, i) = 0;
    byte_of(archive, central, 24) = 9;
    CHECK(!error_of(archive, "facts.json", std::size_t{1} << 20U).empty());
  }
}

TEST_CASE("names that lead out of a folder are passed over") {
  const auto archive = archive_of({{"../../etc/passwd", "x"},
                                   {"/facts.json", "y"},
                                   {"C:\\facts.json", "z"},
                                   {"facts.json", "{}"}});
  CHECK(text_of(archive, "facts.json") == "{}");
}

TEST_CASE("an archive of more files than any case has is refused") {
  std::vector<ZipEntry> many(3'000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].name = "f" + std::to_string(i);
  many.push_back({"facts.json", "{}"});
  CHECK(text_of(archive_of(many), "facts.json") == "{}");
  many.resize(70'000);
  std::fill(many.begin() + 3'001, many.end(), ZipEntry{"g", ""});
  CHECK(error_of(archive_of(many), "facts.json") == "it has more than 65536 files");
}
