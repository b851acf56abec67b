#include "checks/task/task_xml.hpp"

#include <fmt/format.h>

#include <pugixml.hpp>

#include "checks/base/text.hpp"

namespace preflight::task {

namespace {

using Node = pugi::xml_node;

constexpr std::size_t most_of_a_kind = 100;  // triggers, actions; the schema allows 48 and 32

std::string text_of(const Node& parent, const char* name) {
  return std::string(trim(parent.child(name).text().get()));
}

std::optional<std::string> optional_text(const Node& parent, const char* name) {
  if (!parent.child(name)) return std::nullopt;
  return text_of(parent, name);
}

bool flag(const Node& parent, const char* name, bool by_default) {
  const auto text = text_of(parent, name);
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return by_default;
}

std::vector<Trigger> triggers_of(const Node& parent) {
  std::vector<Trigger> triggers;
  for (const auto& node : parent.children()) {
    if (node.type() != pugi::node_element || triggers.size() == most_of_a_kind) continue;
    triggers.push_back({node.name(), flag(node, "Enabled", true),
                        optional_text(node, "EndBoundary"),
                        !text_of(node.child("Repetition"), "Interval").empty()});
  }
  return triggers;
}

std::vector<Action> actions_of(const Node& parent) {
  std::vector<Action> actions;
  for (const auto& node : parent.children()) {
    if (node.type() != pugi::node_element || actions.size() == most_of_a_kind) continue;
    actions.push_back({node.name(), text_of(node, "Command"), text_of(node, "Arguments"),
                       optional_text(node, "WorkingDirectory")});
  }
  return actions;
}

Principal principal_of(const Node& task) {
  // <Actions Context="Author"> names one of the <Principal id="Author">; there is seldom another.
  const std::string_view context = task.child("Actions").attribute("Context").value();
  auto chosen = task.child("Principals").child("Principal");
  for (const auto& node : task.child("Principals").children("Principal"))
    if (!context.empty() && context == node.attribute("id").value()) chosen = node;
  return {text_of(chosen, "UserId"), text_of(chosen, "GroupId"), text_of(chosen, "LogonType"),
          text_of(chosen, "RunLevel")};
}

Settings settings_of(const Node& node) {
  Settings settings;
  settings.enabled = flag(node, "Enabled", true);
  settings.allow_start_on_demand = flag(node, "AllowStartOnDemand", true);
  settings.disallow_start_on_batteries = flag(node, "DisallowStartIfOnBatteries", true);
  settings.stop_on_batteries = flag(node, "StopIfGoingOnBatteries", true);
  settings.start_when_available = flag(node, "StartWhenAvailable", false);
  settings.only_with_network = flag(node, "RunOnlyIfNetworkAvailable", false);
  settings.only_if_idle = flag(node, "RunOnlyIfIdle", false);
  settings.hidden = flag(node, "Hidden", false);
  if (auto text = text_of(node, "MultipleInstancesPolicy"); !text.empty())
    settings.multiple_instances = std::move(text);
  if (auto text = text_of(node, "ExecutionTimeLimit"); !text.empty()) {
    settings.execution_time_limit = std::move(text);
    settings.time_limit_given = true;
  }
  settings.priority = parse_unsigned(text_of(node, "Priority")).value_or(settings.priority);
  const auto restart = node.child("RestartOnFailure");
  settings.restart_interval = optional_text(restart, "Interval");
  settings.restart_count = optional_text(restart, "Count");
  return settings;
}

bool says_utf16(const pugi::xml_document& document) {
  for (const auto& node : document.children())
    if (node.type() == pugi::node_declaration)
      return std::string_view(node.attribute("encoding").value()).starts_with("UTF-16") ||
             std::string_view(node.attribute("encoding").value()).starts_with("utf-16");
  return false;
}

}  // namespace

DecodedTask decode_task(std::string_view bytes) {
  if (bytes.size() > largest_task) return {std::nullopt, "it is too large for a task"};
  pugi::xml_document document;
  const auto result = document.load_buffer(bytes.data(), bytes.size(),
                                           pugi::parse_default | pugi::parse_declaration);
  if (!result)
    return {std::nullopt, fmt::format("{} at byte {}", result.description(), result.offset)};
  const auto node = document.child("Task");
  if (!node) return {std::nullopt, "it has no element Task"};
  Task task;
  task.triggers = triggers_of(node.child("Triggers"));
  task.actions = actions_of(node.child("Actions"));
  task.principal = principal_of(node);
  task.settings = settings_of(node.child("Settings"));
  task.wrong_encoding = result.encoding == pugi::encoding_utf8 && says_utf16(document);
  return {std::move(task), {}};
}

}  // namespace preflight::task
