#include <algorithm>
#include <utility>

#include "checks/codes/all.hpp"
#include "checks/codes/codes.hpp"
#include "checks/codes/question.hpp"

namespace preflight::codes {

namespace {

using Found = std::vector<const Code*>;

// Other names of the same codes: asm-generic/errno.h, signal(7), winbase.h, systemd's
// exit-status.c.
constexpr std::pair<std::string_view, std::string_view> other_names[] = {
    {"EWOULDBLOCK", "EAGAIN"},
    {"ENOTSUP", "EOPNOTSUPP"},
    {"STILL_ACTIVE", "STATUS_PENDING"},
    {"SIGIOT", "SIGABRT"},
    {"SIGPOLL", "SIGIO"},
    {"APPARMOR", "EXIT_APPARMOR_PROFILE"},
    {"SMACK", "EXIT_SMACK_PROCESS_LABEL"}};

// Whose number it most likely is, where several families have it.
int rank(Family family, std::int64_t number) {
  using enum Family;
  constexpr std::pair<std::int64_t, Family> well_known[] = {
      {0, exit_status}, {1, exit_status}, {8, sqlite}, {13, posix}, {14, sqlite}};
  for (const auto& [known, first] : well_known)
    if (known == number && first == family) return -1;
  if (family == systemd && number >= 200 && number <= 245) return -1;
  if (family == exit_status && number >= 120) return -1;
  constexpr Family usual[] = {win32, sqlite, posix, exit_status, systemd, ntstatus, nssm, finding};
  return static_cast<int>(std::find(std::begin(usual), std::end(usual), family) -
                          std::begin(usual));
}

void add(Found& found, const Code* code) {
  if (code != nullptr && std::find(found.begin(), found.end(), code) == found.end())
    found.push_back(code);
}

void add_any(std::int64_t number, Found& found) {
  Found same;
  for_each_code([&](const Code& code) {
    if (code.number == number) same.push_back(&code);
  });
  std::stable_sort(same.begin(), same.end(), [&](const Code* a, const Code* b) {
    return rank(a->family, number) < rank(b->family, number);
  });
  for (const auto* code : same) add(found, code);
}

Found by_number(const Question& question) {
  Found found;
  for (const auto& [number, family] : question.readings) {
    if (family)
      add(found, find(*family, number));
    else
      add_any(number, found);
  }
  if (question.specific) {
    add(found, find(Family::nssm, *question.specific));
    add(found, find(Family::exit_status, *question.specific));
    add(found, find(Family::win32, 1066));
  }
  return found;
}

// systemd writes a signal with its own number, 9/KILL; the table has what a shell makes of it, 137.
bool has_status(const Code& code, std::int64_t status) {
  if (code.family == Family::exit_status && code.symbol.starts_with("SIG"))
    return code.number == status + 128;
  return (code.family == Family::exit_status || code.family == Family::systemd) &&
         code.number == status;
}

// `name` is in upper case.
bool reads(std::string_view symbol, std::string_view name) {
  return std::equal(symbol.begin(), symbol.end(), name.begin(), name.end(),
                    [](char a, char b) { return upper(a) == b; });
}

Found by_name(const Question& question) {
  const std::string_view name = question.name;
  auto same = name;
  for (const auto& [other, symbol] : other_names)
    if (name == other) same = symbol;
  constexpr std::string_view exception = "EXCEPTION_";  // winbase.h has some of NTSTATUS so
  const auto bare = name.starts_with(exception) ? name.substr(exception.size()) : name;
  Found exact, near;
  for_each_code([&](const Code& code) {
    if (question.status && !has_status(code, *question.status)) return;
    const auto short_symbol = without_prefix(code.symbol);
    if (reads(code.symbol, name) || reads(code.symbol, same))
      exact.push_back(&code);
    else if (reads(short_symbol, name) || reads(short_symbol, bare))
      near.push_back(&code);
  });
  for (const auto* code : near) add(exact, code);
  return exact;
}

}  // namespace

std::vector<const Code*> lookup(std::string_view query, std::optional<Family> as) {
  const auto question = parse_question(query);
  auto found = question.name.empty() ? by_number(question) : by_name(question);
  if (as)
    found.erase(std::remove_if(found.begin(), found.end(),
                               [&](const Code* code) { return code->family != *as; }),
                found.end());
  return found;
}

std::vector<std::string_view> names() {
  std::vector<std::string_view> all;
  for_each_code([&](const Code& code) { all.push_back(code.symbol); });
  for_each_code([&](const Code& code) {
    const auto bare = without_prefix(code.symbol);
    if (bare != code.symbol && bare.size() > 3) all.push_back(bare);
  });
  return all;
}

}  // namespace preflight::codes
