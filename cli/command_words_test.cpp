#include "cli/command_words.hpp"

#include <algorithm>

#include "cli/args.hpp"
#include "cli/completions.hpp"
#include "cli/help.hpp"
#include "cli/help_examples.hpp"
#include "cli/man.hpp"
#include "cli/plan.hpp"
#include "tests/support/catch.hpp"

namespace preflight {

namespace {

// As a shell takes them apart: quotes hold together, and a backslash in none is a letter here, as
// in cmd.exe.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words{""};
  char quote = 0;
  for (const char c : line) {
    if (c == quote)
      quote = 0;
    else if (quote == 0 && (c == '"' || c == '\''))
      quote = c;
    else if (quote == 0 && c == ' ')
      words.emplace_back();
    else
      words.back() += c;
  }
  return words;
}

const CommandWords& named(const std::vector<CommandWords>& all, std::string_view name) {
  return *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
}

std::string text_of(const std::vector<std::string>& args) {
  const auto plan = make_plan(args, all_checks());
  const auto* text = std::get_if<TextPlan>(&plan);
  return text == nullptr ? "" : text->text;
}

std::string failure_of(const std::vector<std::string>& args) {
  const auto plan = make_plan(args, all_checks());
  const auto* failure = std::get_if<UsageFailure>(&plan);
  return failure == nullptr ? "" : failure->message;
}

}  // namespace

TEST_CASE("every example is a command line that the program takes", "[help]") {
  for (const auto& example : all_examples()) {
    CAPTURE(example.command);
    auto words = words_of(example.command);
    REQUIRE(words.front() == "preflight");
    words.erase(words.begin());
    const auto plan = make_plan(words, all_checks());
    const auto* look = std::get_if<LookPlan>(&plan);
    REQUIRE(look != nullptr);
    // It is an example of that check.
    CHECK(std::any_of(look->jobs.begin(), look->jobs.end(),
                      [&](const Job& job) { return job.check == example.check; }));
    CHECK(!example.note.empty());
  }
}

TEST_CASE("every check has examples, side by side", "[help]") {
  std::size_t found = 0;
  std::vector<std::string_view> ids;
  for (const auto& check : all_checks()) {
    CAPTURE(check.id);
    CHECK(!examples_of(check.id).empty());
    if (std::find(ids.begin(), ids.end(), check.id) != ids.end()) continue;
    ids.push_back(check.id);
    found += examples_of(check.id).size();
  }
  CHECK(found == all_examples().size());
  CHECK(examples_of("nothing").empty());
}

TEST_CASE("help knows checks, commands and slips", "[help]") {
  CHECK(text_of({"help"}) == help_overview(all_checks()));
  CHECK(text_of({"help", "database"}).find("--db-timeout DURATION") != std::string::npos);
  CHECK(text_of({"help", "database"}).find("preflight check --db instance/app.db") !=
        std::string::npos);
  CHECK(text_of({"help", "database"}).find("database.locked") != std::string::npos);
  CHECK(text_of({"help", "path"}).find("--writable DIR") != std::string::npos);
  CHECK(text_of({"help", "diagnose-service"}).find("Usage: preflight diagnose-service") !=
        std::string::npos);
  CHECK(text_of({"help", "explain"}) == help_explain(all_checks()));
  CHECK(failure_of({"help", "databse"}) ==
        "help: 'databse' is neither a check nor a command (did you mean 'database'?)");
  CHECK(failure_of({"help", "port", "path"}).find("one check or command") != std::string::npos);
  CHECK(failure_of({"completions"}).find("bash, zsh, fish, powershell") != std::string::npos);
  CHECK(failure_of({"completions", "csh"}).find("'csh' is no shell") != std::string::npos);
}

TEST_CASE("what stands behind an option is known from its table", "[completions]") {
  using Kind = ValueHint::Kind;
  const auto all = command_words(all_checks());
  const auto value = [&](std::string_view command, std::string_view option) {
    for (const auto& one : named(all, command).options)
      if (one.option->name == option) return one.value;
    FAIL(command << " has no " << option);
    return ValueHint{};
  };
  CHECK(value("check", "--db").kind == Kind::file);
  CHECK(value("check", "--writable").kind == Kind::folder);
  CHECK(value("check", "--port").kind == Kind::anything);
  CHECK(value("check", "--strict").kind == Kind::nothing);
  CHECK(value("check", "--color").words ==
        std::vector<std::string_view>{"auto", "always", "never"});
  CHECK(value("check", "--report").kind == Kind::format_file);
  CHECK(value("check", "--format").words.size() > 8);
  CHECK(value("list", "--format").words == std::vector<std::string_view>{"console", "json"});
  CHECK(value("imports", "--as").words == std::vector<std::string_view>{"program", "python"});
  CHECK(value("check", "--ignore").words.size() > 50);
  CHECK(named(all, "schema").bare_value.words ==
        std::vector<std::string_view>{"report", "config", "watch"});
  CHECK(named(all, "completions").bare_value.words.size() == all_shells().size());
  CHECK(named(all, "diagnose-task").bare_value.kind == Kind::file);
}

TEST_CASE("every shell gets every command and every option", "[completions]") {
  const auto all = command_words(all_checks());
  for (const auto& shell : all_shells()) {
    CAPTURE(shell.name);
    const auto script = shell.script(all);
    for (const auto& command : all) {
      CHECK(script.find(command.name) != std::string::npos);
      for (const auto& [option, value] : command.options)
        CHECK(script.find(option->name.substr(2)) != std::string::npos);
    }
    for (const char byte : script)
      CHECK((byte == '\n' || static_cast<unsigned char>(byte) >= 0x20));
  }
}

TEST_CASE("the manual page has no line that roff would take for a request", "[man]") {
  const auto page = manual_page(all_checks());
  std::size_t at = 0;
  while (at < page.size()) {
    const auto end = page.find('\n', at);
    const auto line = page.substr(at, end - at);
    if (line.starts_with('.')) {
      static const std::vector<std::string> known{".\\\"", ".TH", ".SH", ".TP", ".B",
                                                  ".I",    ".BR", ".br", ".RS", ".RE"};
      CHECK(std::find(known.begin(), known.end(), line.substr(0, line.find(' '))) != known.end());
    }
    CHECK(!line.empty());
    at = end + 1;
  }
  CHECK(page.find("\\fB\\-d\\fR, \\fB\\-\\-db\\fR \\fIFILE\\fR") != std::string::npos);
}

}  // namespace preflight
