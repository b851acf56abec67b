#include "tests/support/invented_checks.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include "checks/base/text.hpp"

namespace preflight::test {

namespace {

constexpr std::array<FindingCode, 4> codes{{{"room.taken", "somebody is in it"},
                                            {"room.odd", "nobody knows"},
                                            {"room.warned", "take care"},
                                            {"room.shown", "so it is"}}};
constexpr std::array<Option, 2> settings{
    {{"--depth", "", "N", "how far to look", "1"}, {"--loud", "", "", "look loudly", ""}}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

Outcome found(std::string code, Severity severity, bool hard = false) {
  Finding finding;
  finding.code = std::move(code);
  finding.severity = severity;
  finding.hard = hard;
  finding.message = "it is " + finding.code.substr(5);
  finding.evidence = {{"number", 7}};
  const auto message = finding.message;
  return {message, {std::move(finding)}, {}, false};
}

Outcome look(const std::string& target) {
  if (target == "taken") return found("room.taken", Severity::blocker);
  if (target == "hard") return found("room.taken", Severity::blocker, true);
  if (target == "odd") return found("room.odd", Severity::error);
  if (target == "warned") return found("room.warned", Severity::warning);
  if (target == "shown") return found("room.shown", Severity::info);
  if (target == "throws") throw std::runtime_error("the floor is gone");
  if (target == "skipped") return {"not on this system", {}, {}, true};
  return {"free", {}, {{"seen", true}}, false};
}

Prepared prepare(const Request& request, const std::string& id) {
  auto target = request.target;
  auto taken = std::make_shared<std::uint64_t>(0);
  constexpr std::string_view after = "free-after-";
  if (target.starts_with(after)) {
    const auto count = parse_unsigned(target.substr(after.size()));
    if (!count) return UsageError{"--" + id + ": '" + target + "' has no number"};
    *taken = *count;
  }
  constexpr std::array<std::string_view, 8> known{"free",   "taken", "hard",   "odd",
                                                  "warned", "shown", "throws", "skipped"};
  bool is_known = target.starts_with(after);
  for (const auto name : known) is_known = is_known || target == name;
  if (!is_known) return UsageError{"--" + id + ": '" + target + "' is no invented target"};
  const std::string depth{request.setting("--depth").value_or("1")};
  const bool inspect = request.inspect;
  return Job{id, target, [=](Deadline) {
               auto outcome = look(*taken > 0 ? "taken" : target);
               if (*taken > 0) --*taken;
               if (depth != "1") outcome.summary += " at depth " + depth;
               if (inspect) outcome.summary += ", by hand";
               return outcome;
             }};
}

Prepared prepare_room(const Request& request) { return prepare(request, "room"); }
Prepared prepare_shed(const Request& request) { return prepare(request, "shed"); }

}  // namespace

std::span<const Check> invented_checks() {
  static const std::array<Check, 2> checks{{
      {"room",
       "is the room free?",
       {"--room", "", "NAME", "a room", ""},
       "room",
       settings,
       codes,
       systems,
       prepare_room},
      {"shed",
       "is the shed free?",
       {"--shed", "-s", "NAME", "a shed", ""},
       "",
       settings,
       {},
       systems,
       prepare_shed},
  }};
  return checks;
}

}  // namespace preflight::test
