#include "checks/path/path.hpp"

#include <fmt/format.h>

#include <array>
#include <random>

#include "checks/looking.hpp"

namespace preflight::path {

namespace {

constexpr FindingCode missing_code{"path.missing", "there is no such file"};
constexpr FindingCode broken_link_code{"path.broken-link", "it is a link that leads to nothing"};
constexpr FindingCode wrong_kind_code{"path.wrong-kind",
                                      "it is a folder in place of a file, or the other way round"};
constexpr FindingCode denied_code{"check.denied", "something of it could not be looked at"};
constexpr std::array<FindingCode, 5> file_codes{
    {missing_code,
     broken_link_code,
     wrong_kind_code,
     {"path.not-readable", "the file cannot be read by this user"},
     denied_code}};
constexpr std::array<FindingCode, 9> writable_codes{
    {missing_code,
     broken_link_code,
     wrong_kind_code,
     {"path.not-writable", "no file can be created there by this user"},
     {"path.read-only", "it lies on a file system that is mounted read-only"},
     {"path.disk-full", "the file system has no room, or no inode, for another file"},
     {"path.quota", "this user has used up what the quota allows"},
     {"path.left-behind", "a file that preflight made to try could not be removed again"},
     denied_code}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};
constexpr int most_looks = 3;  ///< at what comes and goes

Prepared prepared(const Request& request, bool writable) {
  auto parsed = parse(request, writable);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"path", query.path, looking(query, request)};
}

Prepared prepare_file(const Request& request) { return prepared(request, false); }
Prepared prepare_writable(const Request& request) { return prepared(request, true); }

// It came or went between two calls of the system: neither missing nor to be read.
bool has_changed(const Facts& facts) {
  return facts.obstacle == Obstacle::none && facts.error.code != 0 && is_missing(facts.error);
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request, bool writable) {
  const auto* const option = writable ? "--writable: DIR" : "--file: PATH";
  if (request.target.empty()) return UsageError{fmt::format("{} is empty", option)};
  if (request.target.find('\0') != std::string::npos)
    return UsageError{fmt::format("{} has a zero byte in it", option)};
  return Query{request.target, writable};
}

Facts probe(const Query& query, Deadline) {
  auto facts = look(query);
  for (int again = 1; again < most_looks && has_changed(facts); ++again) facts = look(query);
  // When it was asked for, it was not there.
  if (has_changed(facts)) facts.obstacle = Obstacle::missing;
  return facts;
}

Value to_json(const Facts& facts) {
  constexpr std::string_view words[] = {"none",         "missing",    "broken-link", "link-loop",
                                        "not-a-folder", "wrong-kind", "denied",      "in-use",
                                        "read-only",    "full",       "no-inodes",   "quota",
                                        "immutable",    "append-only"};
  Value object{{"obstacle", words[static_cast<std::size_t>(facts.obstacle)]}};
  if (!facts.at.empty()) object["at"] = facts.at;
  if (!facts.link_target.empty()) object["link_target"] = facts.link_target;
  if (facts.owner)
    object["owner"] = {
        {"user", facts.owner->user}, {"group", facts.owner->group}, {"mode", facts.owner->mode}};
  if (facts.error.code != 0) object["error"] = symbol(facts.error);
  return object;
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = !findings.empty() ? findings.front().message
                 : query.writable  ? std::string("a file can be created there")
                                   : std::string("can be read");
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

std::string own_name() {
  std::random_device random;
  return fmt::format(".preflight-{:08x}{:08x}", random(), random());
}

std::string mode_text(std::uint32_t mode) {
  std::string text = "rwxrwxrwx";
  for (unsigned bit = 0; bit < 9; ++bit)
    if (((mode >> (8 - bit)) & 1) == 0) text[bit] = '-';
  return text;
}

Check file_check() {
  return {"path",
          "is this file there, and can this user read it?",
          {"--file", "", "PATH", "this file exists and can be read", "", false, any_file},
          "",
          {},
          file_codes,
          systems,
          prepare_file,
          {},
          replay};
}

Check writable_check() {
  return {"path",
          "can this user create a file in this folder? (tried, and removed again)",
          {"--writable", "", "DIR", "a file can be created in this folder", "", false, any_file},
          "",
          {},
          writable_codes,
          systems,
          prepare_writable,
          {},
          replay};
}

}  // namespace preflight::path
