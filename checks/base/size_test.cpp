#include "checks/base/size.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("sizes as users write them", "[base]") {
  CHECK(parse_size("4096") == Size{4096, {}});
  CHECK(parse_size("500MB") == Size{500'000'000, {}});
  CHECK(parse_size("2GiB") == Size{std::uint64_t{2} << 30, {}});
  CHECK(parse_size("2G") == Size{std::uint64_t{2} << 30, {}});
  CHECK(parse_size("1.5 kb") == Size{1500, {}});
  CHECK(parse_size("7b") == Size{7, {}});
  CHECK(parse_size("10%") == Size{0, 10.0});
  CHECK(parse_size("0.5 %") == Size{0, 0.5});
  CHECK(parse_size("15EiB") == Size{std::uint64_t{15} << 60, {}});
}

TEST_CASE("what is no size", "[base]") {
  for (const auto* bad :
       {"",    "MB", "-1",   "+1",  "0",     "0MB", "101%",  "0%",  "1e9", "inf",
        "nan", "1x", "1MBB", "1iB", "16EiB", " 1",  "1 M B", "1%%", "0.1", "0x10"})
    CHECK_FALSE(parse_size(bad));
}

TEST_CASE("a size that is cut anywhere is read or refused, never more", "[base]") {
  const std::string whole = "1024.75MiB";
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    const auto size = parse_size(whole.substr(0, i));
    if (size) CHECK(size->bytes <= (std::uint64_t{1025} << 20));
  }
}

TEST_CASE("bytes in words round down", "[base]") {
  CHECK(format_bytes(0) == "0 bytes");
  CHECK(format_bytes(1) == "1 byte");
  CHECK(format_bytes(999) == "999 bytes");
  CHECK(format_bytes(1000) == "1 kB");
  CHECK(format_bytes(1050) == "1.05 kB");
  CHECK(format_bytes(1500) == "1.5 kB");
  CHECK(format_bytes(12'399'999'999) == "12.3 GB");
  CHECK(format_bytes(12'050'000'000) == "12 GB");
  CHECK(format_bytes(20'000'000'000) == "20 GB");
  CHECK(format_bytes(999'999) == "999 kB");
  CHECK(format_bytes(18446744073709551615U) == "18.4 EB");
  CHECK(text(Size{500'000'000, {}}) == "500 MB");
  CHECK(text(Size{0, 2.5}) == "2.5 %");
}

TEST_CASE("a percentage is of the whole", "[base]") {
  CHECK(bytes_of(Size{0, 10.0}, 1000) == 100);
  CHECK(bytes_of(Size{5, {}}, 1000) == 5);
  CHECK(bytes_of(Size{0, 100.0}, UINT64_MAX) == UINT64_MAX);
  CHECK(bytes_of(Size{0, 50.0}, UINT64_MAX) == std::uint64_t{1} << 63);
}

}  // namespace preflight
