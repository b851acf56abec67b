#include "checks/service/registry_value.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

std::string wide(std::u16string_view text) {
  std::string bytes;
  for (const auto c : text) {
    bytes += static_cast<char>(c & 0xFF);
    bytes += static_cast<char>(c >> 8);
  }
  return bytes;
}

RegistryKey key(std::uint32_t type, std::string data) {
  return {{{"AppDirectory", type, std::move(data), false}}};
}

constexpr std::string_view directory_name = "appdirectory";
using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("text ends at its zero, or where its bytes end", "[service]") {
  Complaints complaints;
  CHECK(text_value(key(1, wide(u"C:\\äpp")), directory_name, complaints) == "C:\\äpp");
  CHECK(text_value(key(2, wide({u"%a%\0junk", 8})), directory_name, complaints) == "%a%");
  CHECK(text_value(key(1, wide(u"ab") + "c"), directory_name, complaints) == "ab");
  CHECK(text_value(key(1, ""), directory_name, complaints) == "");
  CHECK(complaints.empty());
}

TEST_CASE("a value that is not there is no complaint, one of another type is", "[service]") {
  Complaints complaints;
  CHECK_FALSE(text_value({}, directory_name, complaints));
  CHECK(complaints.empty());
  CHECK_FALSE(text_value(key(4, std::string(4, '\1')), directory_name, complaints));
  CHECK(complaints == Words{"AppDirectory is REG_DWORD where REG_SZ belongs"});
  CHECK_FALSE(number_value(key(1, wide(u"1500")), directory_name, complaints));
  CHECK_FALSE(number_value(key(4, "abc"), directory_name, complaints));
  CHECK_FALSE(list_value(key(3, "abc"), directory_name, complaints));
  CHECK(complaints.size() == 4);
}

TEST_CASE("a list ends at its empty item, or where its bytes end", "[service]") {
  Complaints complaints;
  CHECK(list_value(key(7, wide({u"a\0bc\0\0d", 8})), directory_name, complaints) ==
        Words{"a", "bc"});
  CHECK(list_value(key(7, wide({u"a\0bc", 4})), directory_name, complaints) == Words{"a", "bc"});
  CHECK(list_value(key(1, wide(u"a")), directory_name, complaints) == Words{"a"});
  CHECK(list_value(key(7, ""), directory_name, complaints)->empty());
}

TEST_CASE("a huge list is cut", "[service]") {
  std::string bytes;
  for (int i = 0; i < 100000; ++i) bytes += std::string("x\0\0\0", 4);
  Complaints complaints;
  CHECK(list_value(key(7, bytes), directory_name, complaints)->size() == 1024);
}

TEST_CASE("numbers have their little end first", "[service]") {
  Complaints complaints;
  CHECK(number_value(key(4, std::string("\xDC\x05\0\0", 4)), directory_name, complaints) == 1500);
}

TEST_CASE("unpaired surrogates become replacement characters", "[service]") {
  CHECK(utf16_to_utf8(std::string("\x3D\xD8\x00\xDE", 4), true) == "\xF0\x9F\x98\x80");
  CHECK(utf16_to_utf8(std::string("\x00\xDC\x41\x00", 4), true) ==
        "\xEF\xBF\xBD"
        "A");
  CHECK(utf16_to_utf8("\x3D\xD8", true) == "\xEF\xBF\xBD");
}

TEST_CASE("a value is shown as a person would write it", "[service]") {
  CHECK(shown({"x", 4, std::string("\x05\0\0\0", 4), false}) == "5");
  CHECK(shown({"x", 7, wide({u"a\0b\0", 4}), false}) == "a | b");
  CHECK(shown({"x", 3, "abc", false}) == "(REG_BINARY, 3 bytes)");
}

TEST_CASE("a value cut anywhere is still read", "[service]") {
  const auto whole = wide({u"a\0bc\0\xD83D\xDE00\0\0", 8});
  for (std::uint32_t type = 0; type < 9; ++type)
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const auto value = key(type, whole.substr(0, size));
      Complaints complaints;
      text_value(value, directory_name, complaints);
      list_value(value, directory_name, complaints);
      number_value(value, directory_name, complaints);
      CHECK(shown(value.values[0]).size() < 100);
    }
}

}  // namespace preflight::service
