#include "checks/codes/question.hpp"

#include <charconv>

namespace preflight::codes {

namespace {

constexpr std::size_t longest = 128;
constexpr std::int64_t four_bytes = 0xFFFFFFFF;
constexpr std::int64_t specific_error = 1066;  // ERROR_SERVICE_SPECIFIC_ERROR

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\"'";
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// "Main process exited, (code=exited, status=203/EXEC)": what stands behind "status=".
std::string_view status_of(std::string_view text) {
  constexpr std::string_view key = "status=";
  const auto at = text.find(key);
  if (at == std::string_view::npos) return text;
  text.remove_prefix(at + key.size());
  return text.substr(0, text.find_first_of("), "));
}

std::optional<std::uint64_t> digits(std::string_view text, int base) {
  std::uint64_t value{};
  const auto end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (text.empty() || error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

// A 64-bit value may be a 32-bit one whose sign was carried on.
std::optional<std::int64_t> narrowed(std::uint64_t value) {
  if (value >> 32 == 0xFFFFFFFF) value &= four_bytes;
  if (value > four_bytes) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> hexadecimal(std::string_view text) {
  const auto value = digits(text, 16);
  return value ? narrowed(*value) : std::nullopt;
}

struct Number {
  std::int64_t value{};
  std::optional<std::int64_t> in_hex{};  ///< what the same digits are in hexadecimal
};

/// "1053", "-1073741515", "0xC0000135", "C0000135h", "c0000135".
std::optional<Number> number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) {
    const auto value = hexadecimal(text.substr(2));
    return value ? std::optional(Number{*value}) : std::nullopt;
  }
  const auto last = text.empty() ? '\0' : text.back();
  if (last == 'h' || last == 'H') {
    const auto value = hexadecimal(text.substr(0, text.size() - 1));
    return value ? std::optional(Number{*value}) : std::nullopt;
  }
  const bool negative = text.starts_with('-');
  if (const auto value = digits(text.substr(negative ? 1 : 0), 10)) {
    if (negative)
      return *value <= 0x80000000 ? std::optional(Number{-static_cast<std::int64_t>(*value)})
                                  : std::nullopt;
    const auto narrow = narrowed(*value);
    const auto hex = text.size() >= 5 ? hexadecimal(text) : std::nullopt;
    if (narrow) return Number{*narrow, hex};
    return hex ? std::optional(Number{*hex}) : std::nullopt;
  }
  // Eight digits of hexadecimal are no name of anything.
  if (text.size() != 8) return std::nullopt;
  const auto value = hexadecimal(text);
  return value ? std::optional(Number{*value}) : std::nullopt;
}

// HRESULT_FROM_WIN32, NTSTATUS_FROM_WIN32, HRESULT_FROM_NT (winerror.h, ntstatus.h).
void add_wrapped(std::int64_t number, std::vector<Reading>& readings) {
  const auto top = number >> 16;
  if (top == 0x8007 || top == 0xC007) readings.push_back({number & 0xFFFF, Family::win32});
  if ((number & 0xF0000000) == 0xD0000000)
    readings.push_back({number & ~std::int64_t{0x10000000}, Family::ntstatus});
}

// Python tells a signal as -9, the kernel an error as -13, and -1 is 255 in one byte.
void add_negative(std::int64_t number, std::vector<Reading>& readings) {
  if (number == -1) readings.push_back({255, Family::exit_status});
  if (number >= -31) readings.push_back({128 - number, Family::exit_status});
  if (number >= -133) readings.push_back({-number, Family::posix});
  const std::int64_t wide = number + four_bytes + 1;
  readings.push_back({wide, Family::ntstatus});
  readings.push_back({wide, Family::win32});
  add_wrapped(wide, readings);
}

void add_number(const Number& given, std::vector<Reading>& readings) {
  if (given.value < 0) return add_negative(given.value, readings);
  readings.push_back({given.value, {}});
  add_wrapped(given.value, readings);
  if (!given.in_hex) return;
  readings.push_back({*given.in_hex, Family::win32});
  readings.push_back({*given.in_hex, Family::ntstatus});
  add_wrapped(*given.in_hex, readings);
}

/// "203/EXEC", "9/KILL", "127/n/a", "1066/3". False where it is none of them.
bool parse_pair(std::string_view text, Question& question) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto left = digits(text.substr(0, slash), 10);
  const auto right = text.substr(slash + 1);
  if (!left || *left > 0xFFFF || right.empty()) return false;
  const auto status = static_cast<std::int64_t>(*left);
  if (const auto specific = number(right)) {
    if (status == specific_error) question.specific = specific->value;
  } else if (upper(right) == "N/A") {
    question.readings = {{status, Family::exit_status}, {status, Family::systemd}};
  } else {
    question.name = upper(right);
    question.status = status;
  }
  return true;
}

}  // namespace

Question parse_question(std::string_view text) {
  text = trimmed(status_of(text));
  Question question;
  if (text.empty() || text.size() > longest || parse_pair(text, question)) return question;
  if (const auto given = number(text)) {
    add_number(*given, question.readings);
  } else {
    question.name = upper(text);
  }
  return question;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (auto& c : result) c = upper(c);
  return result;
}

std::string_view without_prefix(std::string_view symbol) {
  constexpr std::string_view prefixes[] = {"SCHED_S_", "SCHED_E_", "ERROR_", "STATUS_", "SQLITE_",
                                           "EXIT_",    "EX_",      "WSA",    "SIG"};
  for (const auto prefix : prefixes)
    if (symbol.starts_with(prefix)) return symbol.substr(prefix.size());
  return symbol;
}

}  // namespace preflight::codes
