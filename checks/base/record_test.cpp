#include "checks/base/record_standard.hpp"

#include "checks/base/record_types.hpp"
#include "tests/support/catch.hpp"

namespace preflight {

namespace {

enum class Colour { red, green };
struct Nothing {};
struct Inner {
  std::string name{};
  std::optional<int> size{};
};
struct Everything {
  bool flag{};
  std::uint64_t large{};
  std::int32_t small{};
  double part{};
  Colour colour{};
  std::string text{};
  std::optional<std::string> maybe{};
  std::vector<Inner> list{};
  std::vector<std::uint8_t> bytes{};
  std::array<std::uint8_t, 4> address{};
  std::pair<std::string, int> both{};
  std::map<std::string, Inner> map{};
  std::set<std::string> set{};
  std::variant<Nothing, Inner> one_of{};
  std::chrono::milliseconds span{};
  Timestamp time{};
  SystemError error{};
  Value any{};
};

PREFLIGHT_RECORD_ENUM(Colour, red, green)
PREFLIGHT_RECORD(Inner, name, size)
PREFLIGHT_RECORD(Everything, flag, large, small, part, colour, text, maybe, list, bytes, address,
                 both, map, set, one_of, span, time, error, any)

Everything sample() {
  Everything all;
  all.flag = true;
  all.large = std::numeric_limits<std::uint64_t>::max();
  all.small = std::numeric_limits<std::int32_t>::min();
  all.part = 0.25;
  all.colour = Colour::green;
  all.text = "caf\xc3\xa9 \x1b[31m";
  all.maybe = "";
  all.list = {{"a", 1}, {"b\xff", {}}};
  all.bytes = {0, 255, 16};
  all.address = {127, 0, 0, 1};
  all.both = {"x", -1};
  all.map = {{"k\xfe", {"v", {}}}};
  all.set = {"p", "q"};
  all.one_of = Inner{"inner", 7};
  all.span = std::chrono::milliseconds(1500);
  all.time = Timestamp(std::chrono::milliseconds(1'700'000'000'123));
  all.error = {13};
  all.any = {{"z", 1}, {"a", {1, 2}}};
  return all;
}

Everything read_back(const Value& value) {
  Everything all;
  record::read(value, all, {});
  return all;
}

std::string complaint(const Value& value) {
  try {
    read_back(value);
  } catch (const record::Unreadable& wrong) {
    return wrong.what();
  }
  return {};
}

}  // namespace

TEST_CASE("what is recorded is read back as it was", "[record]") {
  const auto written = record::write(sample());
  const auto again = read_back(Value::parse(written.dump()));
  CHECK(record::write(again) == written);
  CHECK(again.text == sample().text);
  CHECK(again.list[1].name == "b\xff");
  CHECK(again.map.begin()->first == "k\xfe");
  CHECK(std::get<Inner>(again.one_of).size == 7);
  CHECK(again.maybe == "");
  CHECK_FALSE(again.list[1].size);
  CHECK(again.time == sample().time);
}

TEST_CASE("absent fields keep their defaults, unknown ones are passed over", "[record]") {
  const auto all = read_back(Value{{"text", "x"}, {"of a later version", 1}});
  CHECK(all.text == "x");
  CHECK_FALSE(all.flag);
}

TEST_CASE("what cannot be read is named with its place", "[record]") {
  CHECK(complaint(Value::array()) == "it is no object");
  CHECK(complaint({{"flag", 1}}) == "flag: it is neither true nor false");
  CHECK(complaint({{"small", 1ULL << 40}}) == "small: it is too large a number");
  CHECK(complaint({{"large", -1}}) == "large: it is a number out of range");
  CHECK(complaint({{"large", 1.5}}) == "large: it is no whole number");
  CHECK(complaint({{"colour", "blue"}}) == "colour: it is 'blue', which is none of red, green");
  CHECK(complaint({{"text", 5}}) == "text: it is no text");
  CHECK(complaint({{"text", {{"bytes", "0g"}}}}) == "text.bytes: it is no bytes in base 16");
  CHECK(complaint({{"list", {{{"name", "a"}}, {{"size", "x"}}}}}) ==
        "list[1].size: it is no whole number");
  CHECK(complaint({{"address", "00"}}) == "address: it has not as many bytes as it must");
  CHECK(complaint({{"one_of", {{"is", 2}, {"value", 1}}}}) ==
        "one_of: it is of a kind that is not known");
  CHECK(complaint({{"error", {{"code", 5}}}}) == "error: it has no 'symbol'");
}

TEST_CASE("an error of another system keeps its words", "[record]") {
  SystemError error;
  record::read(Value{{"code", 1225}, {"symbol", "ERROR_CONNECTION_REFUSED"}, {"text", "refused"}},
               error, {});
  CHECK(error.code == 1225);
  CHECK(symbol(error) == "ERROR_CONNECTION_REFUSED");
  CHECK(text(error) == "refused");
  CHECK(record::write(error)["text"] == "refused");
}

}  // namespace preflight
