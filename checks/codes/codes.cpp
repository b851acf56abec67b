#include "checks/codes/codes.hpp"

#include <fmt/format.h>

#include "checks/codes/all.hpp"

namespace preflight::codes {

namespace {

constexpr std::string_view words[] = {"win32",   "ntstatus", "errno", "sqlite",
                                      "systemd", "exit",     "nssm",  "finding"};

// One code can be written with either sign where its values have 32 bits.
std::int64_t as_in_table(Family family, std::int64_t number) {
  const bool unsigned_there = family == Family::win32 || family == Family::ntstatus;
  return unsigned_there && number < 0 && number >= INT32_MIN ? static_cast<std::uint32_t>(number)
                                                             : number;
}

bool in_hex(Family family, std::int64_t number) {
  return family == Family::ntstatus || (family == Family::win32 && number > 0xFFFF);
}

std::string text_of(Family family, std::int64_t number) {
  const auto shown = as_in_table(family, number);
  return in_hex(family, shown) ? fmt::format("0x{:08X}", shown) : fmt::format("{}", shown);
}

}  // namespace

const Code* find(Family family, std::int64_t number) {
  const auto wanted = as_in_table(family, number);
  const Code* found = nullptr;
  for_each_code([&](const Code& code) {
    if (found == nullptr && code.family == family && code.number == wanted) found = &code;
  });
  return found;
}

const Code* find(Family family, std::string_view symbol) {
  const Code* found = nullptr;
  for_each_code([&](const Code& code) {
    if (found == nullptr && code.family == family && code.symbol == symbol) found = &code;
  });
  return found;
}

std::string symbol_of(Family family, std::int64_t number) {
  const auto* code = find(family, number);
  return code != nullptr ? std::string(code->symbol) : text_of(family, number);
}

std::string name_of(Family family, std::int64_t number) {
  const auto* code = find(family, number);
  const auto text = text_of(family, number);
  return code != nullptr ? fmt::format("{} ({})", code->symbol, text) : text;
}

std::string number_text(const Code& code) {
  return code.number ? text_of(code.family, *code.number) : std::string{};
}

std::string_view word(Family family) { return words[static_cast<std::size_t>(family)]; }

std::optional<Family> family_of(std::string_view text) {
  for (std::size_t i = 0; i < std::size(words); ++i)
    if (words[i] == text) return static_cast<Family>(i);
  return std::nullopt;
}

std::vector<std::string_view> family_words() { return {std::begin(words), std::end(words)}; }

}  // namespace preflight::codes
