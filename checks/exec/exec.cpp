#include "checks/exec/exec.hpp"

#include <fmt/format.h>

#include <array>

#include "checks/exec/command_object.hpp"
#include "checks/exec/command_words.hpp"
#include "checks/looking.hpp"

namespace preflight::exec {

namespace {

constexpr std::array<FindingCode, 4> codes{{
    {"exec.failed", "the command said that it fails (exit code 2)"},
    {"exec.warned", "the command gave a warning (exit code 1)"},
    {"exec.unknown", "the command could not tell, or what it said cannot be read"},
    {"exec.not-found", "the command is not there, or cannot be run"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  auto timeout = query.timeout;
  if (timeout) *timeout += longest_end;
  return Job{"exec", query.text, looking(query, request), std::nullopt, nullptr, timeout};
}

std::variant<Query, UsageError> parse_object(const std::string& text) {
  auto object = command_object(text);
  if (const auto* wrong = std::get_if<NoCommand>(&object))
    return UsageError{fmt::format("--exec: '{}' {}", text, wrong->why)};
  auto [name, words, folder, timeout] = std::get<CommandObject>(std::move(object));
  if (name.empty()) name = fmt::format("{}", fmt::join(words, " "));
  return Query{std::move(name), std::move(words), std::move(folder), timeout};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  if (request.target.starts_with('{')) return parse_object(request.target);
  auto words = command_words(request.target);
  if (const auto* wrong = std::get_if<NoCommand>(&words))
    return UsageError{
        fmt::format("--exec: '{}' {}; write PROGRAM ARGUMENT..., with quotes around "
                    "what holds blanks",
                    request.target, wrong->why)};
  return Query{request.target, std::get<std::vector<std::string>>(std::move(words)), {}, {}};
}

Check check() {
  return {
      "exec",
      "what a program of yours says: exit code 0, 1, 2 as a Nagios plugin, or findings in JSON",
      {"--exec", "", "COMMAND", "this command says so: exit code 0 well, 1 warning, 2 failure", ""},
      "",
      {},
      codes,
      systems,
      prepare,
      {},
      replay};
}

}  // namespace preflight::exec
