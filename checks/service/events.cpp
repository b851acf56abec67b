#include "checks/service/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "checks/base/text.hpp"
#include "checks/service/command_line.hpp"
#include "checks/service/judge_parts.hpp"

namespace preflight::service {

namespace {

struct Meaning {
  std::uint32_t id;
  bool failure;
  std::string_view says;
};

constexpr std::array<Meaning, 21> meanings{{
    {7000, true, "it could not be started"},
    {7001, true, "a service that it needs could not be started"},
    {7003, true, "a service that it needs does not exist"},
    {7009, true, "it did not connect to the Service Control Manager in time"},
    {7011, true, "it did not answer in time"},
    {7013, true, "its account could not log on"},
    {7016, true, "it reported a state that there is none of"},
    {7022, true, "it hung while starting"},
    {7023, true, "it ended with an error"},
    {7024, true, "it ended with an error of its own"},
    {7030, false, "it is marked as interactive, which Windows does not allow"},
    {7031, true, "it crashed, and is to be started again"},
    {7032, true, "what was to be done after its crash failed"},
    {7034, true, "it crashed"},
    {7036, false, "its state changed"},
    {7038, true, "its account could not log on with its password"},
    {7039, true, "another process than the one that was started answered"},
    {7040, false, "its start type was changed"},
    {7041, true, "its account lacks the right to log on as a service"},
    {7043, false, "it did not shut down in time"},
    {7045, false, "it was installed"},
}};

const Meaning* find(std::uint32_t id) {
  const auto found = std::find_if(meanings.begin(), meanings.end(),
                                  [&](const Meaning& one) { return one.id == id; });
  return found == meanings.end() ? nullptr : &*found;
}

}  // namespace

std::optional<std::uint32_t> error_in(const std::vector<std::string>& values) {
  for (const auto& value : values) {
    if (!value.starts_with("%%")) continue;
    const auto number = parse_unsigned(std::string_view(value).substr(2));
    if (number && *number <= 0xFFFFFFFFU) return static_cast<std::uint32_t>(*number);
  }
  return std::nullopt;
}

bool is_about(const Event& event, const std::string& key, const std::string& display_name) {
  // Of a time-out (7009, 7011) the first value is the time, the second the name.
  const auto count = std::min<std::size_t>(event.values.size(), 2);
  return std::any_of(event.values.begin(),
                     event.values.begin() + static_cast<std::ptrdiff_t>(count),
                     [&](const std::string& value) {
                       return lower(value) == lower(key) || lower(value) == lower(display_name);
                     });
}

std::string event_text(const Event& event) {
  const auto* meaning = find(event.id);
  auto result = meaning != nullptr ? fmt::format("{}: {}", event.id, meaning->says)
                                   : fmt::format("{}: {}", event.id, fmt::join(event.values, ", "));
  if (event.error) result += ", error " + in_words(*event.error);
  return result;
}

bool tells_failure(const Event& event) {
  const auto* meaning = find(event.id);
  return meaning != nullptr && meaning->failure;
}

}  // namespace preflight::service
