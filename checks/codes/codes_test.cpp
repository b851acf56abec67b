#include "checks/codes/codes.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "checks/codes/all.hpp"
#include "checks/codes/question.hpp"
#include "tests/support/catch.hpp"

namespace preflight::codes {

namespace {

bool answers(const std::string& query, const Code& code) {
  const auto found = lookup(query);
  return std::find(found.begin(), found.end(), &code) != found.end();
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::string hex(std::int64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (auto rest = static_cast<std::uint64_t>(number); rest > 0 || text.empty(); rest /= 16)
    text.insert(text.begin(), digits[rest % 16]);
  return text;
}

std::vector<std::string> symbols(std::string_view query) {
  std::vector<std::string> result;
  for (const auto* code : lookup(query)) result.emplace_back(code->symbol);
  return result;
}

std::string first(std::string_view query) {
  const auto all = symbols(query);
  return all.empty() ? "" : all.front();
}

template <class Visit>
void for_each_text(const Code& code, Visit visit) {
  visit(code.says);
  for (const auto text : code.causes) visit(text);
  for (const auto text : code.tell) visit(text);
  for (const auto& advice : code.remedies) {
    visit(advice.text);
    visit(advice.command);
  }
}

}  // namespace

TEST_CASE("a code has one row, and each table is sorted") {
  std::set<std::pair<Family, std::int64_t>> numbers;
  std::set<std::string_view> names_seen;
  for (const auto table : all_tables) {
    REQUIRE_FALSE(table().empty());
    const Code* last = nullptr;
    for (const auto& code : table()) {
      CAPTURE(code.symbol);
      if (code.number) CHECK(numbers.insert({code.family, *code.number}).second);
      CHECK(names_seen.insert(code.symbol).second);
      if (last != nullptr)
        CHECK((code.number ? *last->number < *code.number : last->symbol < code.symbol));
      last = &code;
    }
  }
}

TEST_CASE("what a code says is short, plain and there") {
  for_each_code([](const Code& code) {
    CAPTURE(code.symbol);
    CHECK_FALSE(code.symbol.empty());
    CHECK((code.number.has_value() || code.family == Family::systemd ||
           code.family == Family::finding));
    if (code.family != Family::finding) CHECK_FALSE(code.says.empty());
    for (const auto& advice : code.remedies) CHECK_FALSE(advice.text.empty());
    for_each_text(code, [](std::string_view text) {
      CAPTURE(text);
      CHECK(text.size() <= 180);
      CHECK(text.find("  ") == std::string_view::npos);
      CHECK_FALSE((text.starts_with(' ') || text.ends_with(' ')));
      CHECK((!text.ends_with('.') || text.ends_with("...")));
      CHECK(std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; }));
    });
  });
}

TEST_CASE("every row answers to its symbol and to its number, however they are written") {
  for_each_code([](const Code& code) {
    CAPTURE(code.symbol);
    const std::string symbol(code.symbol);
    CHECK(lookup(symbol).front() == &code);
    CHECK(answers(lower(symbol), code));
    CHECK(answers(upper(symbol), code));
    CHECK(answers("  " + symbol + "\t", code));
    CHECK(answers(std::string(without_prefix(symbol)), code));
    CHECK(find(code.family, code.symbol) == &code);
    const auto as = lookup(symbol, code.family);
    CHECK(std::find(as.begin(), as.end(), &code) != as.end());
    if (!code.number) return;
    const auto number = *code.number;
    CHECK(find(code.family, number) == &code);
    CHECK(answers(std::to_string(number), code));
    CHECK(answers("0x" + hex(number), code));
    CHECK(answers("0X" + upper(hex(number)), code));
    CHECK(answers(hex(number) + "h", code));
    CHECK(answers("0x" + std::string(16 - hex(number).size(), '0') + hex(number), code));
    if (number > 0x7FFFFFFF) {
      const auto negative = static_cast<std::int32_t>(number);
      CHECK(find(code.family, negative) == &code);
      CHECK(answers(std::to_string(negative), code));
      CHECK(answers(hex(number), code));
      CHECK(answers("0xFFFFFFFF" + hex(number), code));
    }
    if (code.family == Family::win32 && number > 0 && number <= 0xFFFF)
      CHECK(answers("0x" + hex(0x80070000 + number), code));
  });
}

TEST_CASE("the codes that a server meets are all there") {
  const auto has = [](Family family, std::vector<std::int64_t> numbers) {
    for (const auto number : numbers) {
      CAPTURE(word(family), number);
      CHECK(find(family, number) != nullptr);
    }
  };
  const auto range = [&](Family family, std::int64_t from, std::int64_t to) {
    for (auto number = from; number <= to; ++number) has(family, {number});
  };
  using enum Family;
  range(win32, 1051, 1084);
  has(win32,
      {2,    3,    5,    32,   33,   126,  127,  193,   216,   225,   577,   1114,  1260, 1326,
       1327, 1330, 1331, 1385, 1450, 1455, 1907, 14001, 10013, 10048, 10049, 10061, 11001});
  has(win32, {0x41300, 0x41301, 0x41302, 0x41303, 0x41304, 0x41306, 0x4131C, 0x8004130F, 0x80041310,
              0x80041318, 0x80041319, 0x8004131A, 0x8004131F, 0x80041320, 0x80041324, 0x80041326});
  has(ntstatus, {0xC0000135, 0xC0000139, 0xC000007B, 0xC0000142, 0xC0000005, 0xC00000FD, 0xC0000374,
                 0xC0000409, 0xC000001D, 0xC000013A, 0xC0000017, 0xC000012D, 0x40010004, 0xC0000022,
                 0xC0000034, 0xC0000906, 0xE0434352, 0xE06D7363});
  range(posix, 1, 9);
  has(posix, {11, 12, 13, 98, 99, 111, 113});
  for (std::int64_t number = 200; number <= 245; ++number)
    if (number != 223 && number != 234) has(systemd, {number});  // these two are not used
  range(systemd, 2, 7);
  for (const auto* result :
       {"success", "exit-code", "signal", "core-dump", "timeout", "protocol", "resources",
        "watchdog", "oom-kill", "start-limit-hit", "exec-condition"})
    CHECK(find(systemd, result) != nullptr);
  range(exit_status, 1, 3);
  range(exit_status, 124, 159);
  range(exit_status, 64, 78);
  has(exit_status, {0, 255});
  range(nssm, 2, 5);
}

TEST_CASE("a number with several meanings tells the likeliest first") {
  CHECK(first("5") == "ERROR_ACCESS_DENIED");
  CHECK(first("2") == "ERROR_FILE_NOT_FOUND");
  CHECK(first("1") == "EXIT_FAILURE");
  CHECK(first("13") == "EACCES");
  CHECK(first("14") == "SQLITE_CANTOPEN");
  CHECK(first("126") == "exit 126");
  CHECK(first("127") == "exit 127");
  CHECK(first("137") == "SIGKILL");
  CHECK(first("193") == "ERROR_BAD_EXE_FORMAT");
  CHECK(first("216") == "EXIT_GROUP");
  CHECK(first("255") == "exit 255");
  CHECK(symbols("5") == std::vector<std::string>{"ERROR_ACCESS_DENIED", "SQLITE_BUSY", "EIO",
                                                 "EXIT_NOTINSTALLED", "NSSM/5"});
  CHECK(lookup("5", Family::sqlite).front()->symbol == "SQLITE_BUSY");
  CHECK(lookup("5", Family::sqlite).size() == 1);
  CHECK(lookup("5", Family::ntstatus).empty());
  CHECK(symbols("EWOULDBLOCK") == std::vector<std::string>{"EAGAIN", "WSAEWOULDBLOCK"});
  CHECK(symbols("EXCEPTION_ACCESS_VIOLATION") ==
        std::vector<std::string>{"STATUS_ACCESS_VIOLATION"});
  CHECK(symbols("EACCES") == std::vector<std::string>{"EACCES", "WSAEACCES"});
}

TEST_CASE("codes inside of others are found") {
  CHECK(symbols("0x80070005") == std::vector<std::string>{"ERROR_ACCESS_DENIED"});
  CHECK(symbols("-2147024891") == std::vector<std::string>{"ERROR_ACCESS_DENIED"});
  CHECK(symbols("80070005") == std::vector<std::string>{"ERROR_ACCESS_DENIED"});
  CHECK(symbols("0x8007010B") == std::vector<std::string>{"ERROR_DIRECTORY"});
  CHECK(symbols("0x800710E0") == std::vector<std::string>{"ERROR_REQUEST_REFUSED"});
  CHECK(symbols("0xD0000135") == std::vector<std::string>{"STATUS_DLL_NOT_FOUND"});
  CHECK(symbols("267009") == std::vector<std::string>{"SCHED_S_TASK_RUNNING"});
  CHECK(symbols("41301") == std::vector<std::string>{"SCHED_S_TASK_RUNNING"});
  CHECK(first("-9") == "SIGKILL");
  CHECK(first("-1") == "exit 255");
  CHECK(first("-98") == "EADDRINUSE");
}

TEST_CASE("a status as systemd writes it is found") {
  CHECK(symbols("203/EXEC") == std::vector<std::string>{"EXIT_EXEC"});
  CHECK(symbols("203/exec") == std::vector<std::string>{"EXIT_EXEC"});
  CHECK(symbols("EXEC") == std::vector<std::string>{"EXIT_EXEC"});
  CHECK(symbols("9/KILL") == std::vector<std::string>{"SIGKILL"});
  CHECK(symbols("1/FAILURE") == std::vector<std::string>{"EXIT_FAILURE"});
  CHECK(symbols("64/USAGE") == std::vector<std::string>{"EX_USAGE"});
  CHECK(symbols("231/APPARMOR") == std::vector<std::string>{"EXIT_APPARMOR_PROFILE"});
  CHECK(symbols("(code=exited, status=217/USER)") == std::vector<std::string>{"EXIT_USER"});
  CHECK(symbols("127/n/a") == std::vector<std::string>{"exit 127"});
  CHECK(symbols("204/EXEC").empty());
  CHECK(symbols("245/BPF") == std::vector<std::string>{"BPF"});
}

TEST_CASE("a service-specific code is NSSM's own, or the exit code of its program") {
  CHECK(symbols("1066/3") ==
        std::vector<std::string>{"NSSM/3", "exit 3", "ERROR_SERVICE_SPECIFIC_ERROR"});
  CHECK(symbols("1066/1") ==
        std::vector<std::string>{"EXIT_FAILURE", "ERROR_SERVICE_SPECIFIC_ERROR"});
  CHECK(symbols("NSSM/3") == std::vector<std::string>{"NSSM/3"});
  CHECK(symbols("1053/3").empty());
}

TEST_CASE("what is no code is not known") {
  for (const auto* query :
       {"", " ", "-", "0x", "h", "0xG", "99999999999999999999999", "0x1FFFFFFFFFFFFFFFF", "/",
        "203/", "/EXEC", "1e3", "1053.0", "+5", "--5", "port.inuse", "-99999999999"})
    CHECK(lookup(query).empty());
  CHECK(lookup(std::string(100000, '5')).empty());
  CHECK(lookup(std::string_view("5\0", 2)).empty());
}

TEST_CASE("other rooms name a code in one way") {
  CHECK(name_of(Family::win32, 1053) == "ERROR_SERVICE_REQUEST_TIMEOUT (1053)");
  CHECK(name_of(Family::ntstatus, -1073741515) == "STATUS_DLL_NOT_FOUND (0xC0000135)");
  CHECK(name_of(Family::win32, 0x8004130F) == "SCHED_E_ACCOUNT_INFORMATION_NOT_SET (0x8004130F)");
  CHECK(name_of(Family::win32, 65001) == "65001");
  CHECK(name_of(Family::ntstatus, 0xC0001234) == "0xC0001234");
  CHECK(symbol_of(Family::sqlite, 5) == "SQLITE_BUSY");
  CHECK(symbol_of(Family::sqlite, 99999) == "99999");
  CHECK(symbol_of(Family::sqlite, -5) == "-5");
  for (const auto family : family_words()) CHECK(word(*family_of(family)) == family);
  CHECK_FALSE(family_of("winsock"));
}

}  // namespace preflight::codes
