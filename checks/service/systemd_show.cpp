#include "checks/service/systemd_show.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "checks/base/text.hpp"
#include "checks/service/systemd_environment.hpp"

namespace preflight::service {

namespace {

using Text = std::string_view;

bool is_yes(Text text) { return text == "yes"; }

std::uint64_t number(Text text) { return parse_unsigned(text).value_or(0); }

int small_number(Text text) {
  const auto value = number(text);
  return value > std::numeric_limits<int>::max() ? 0 : static_cast<int>(value);
}

void append_words(Text text, std::vector<std::string>& words) {
  for (const auto word : split(text, ' '))
    if (!word.empty()) words.emplace_back(word);
}

// "{ path=P ; argv[]=A ; ignore_errors=no ; start_time=[..] ; stop_time=[..] ; pid=1 ; code=exited
// ; status=203 }". P and A are shown as they are, so the fields behind them are looked for from the
// end.
std::optional<Command> command_of(Text text, Stage stage) {
  constexpr Text head = "{ path=", words = " ; argv[]=", tail = " ; ignore_errors=";
  const auto first = text.find(words), last = text.rfind(tail);
  if (!text.starts_with(head) || first == Text::npos || last == Text::npos ||
      last < first + words.size())
    return std::nullopt;
  Command command;
  command.stage = stage;
  command.path = text.substr(head.size(), first - head.size());
  command.line = text.substr(first + words.size(), last - first - words.size());
  auto fields = text.substr(last + 3);
  if (fields.ends_with(" }")) fields.remove_suffix(2);
  for (const auto part : split(fields, ';')) {
    const auto field = trim(part);
    const auto equals = field.find('=');
    if (equals == Text::npos) continue;
    const auto key = field.substr(0, equals), value = field.substr(equals + 1);
    if (key == "ignore_errors") command.may_fail = is_yes(value);
    if (key == "code" && value != "(null)") command.code = value;
    if (key == "status") command.status = small_number(value.substr(0, value.find('/')));
  }
  return command;
}

template <Stage stage>
void add_command(Unit& unit, Text text) {
  if (auto command = command_of(text, stage)) unit.commands.push_back(std::move(*command));
}

// "/etc/default/app (ignore_errors=yes)"
void add_environment_file(Unit& unit, Text text) {
  constexpr Text tail = " (ignore_errors=";
  const auto at = text.rfind(tail);
  if (at == Text::npos) return;
  unit.environment_files.push_back(
      {std::string(text.substr(0, at)), text.substr(at + tail.size()) == "yes)"});
}

// "!/srv/app" where the folder may be missing.
void set_directory(Unit& unit, Text text) {
  unit.may_miss_directory = text.starts_with('!');
  unit.working_directory = text.substr(unit.may_miss_directory ? 1 : 0);
}

struct Property {
  Text name;
  void (*set)(Unit&, Text);
};

template <std::string Unit::*member>
void set_text(Unit& unit, Text text) {
  unit.*member = text;
}
template <bool Unit::*member>
void set_flag(Unit& unit, Text text) {
  unit.*member = is_yes(text);
}
template <std::uint64_t Unit::*member>
void set_number(Unit& unit, Text text) {
  unit.*member = number(text);
}
template <int Unit::*member>
void set_small(Unit& unit, Text text) {
  unit.*member = small_number(text);
}
template <std::vector<std::string> Unit::*member>
void add_words(Unit& unit, Text text) {
  append_words(text, unit.*member);
}

constexpr std::array<Property, 44> properties{{
    {"Id", set_text<&Unit::id>},
    {"LoadState", set_text<&Unit::load_state>},
    {"LoadError", set_text<&Unit::load_error>},
    {"ActiveState", set_text<&Unit::active_state>},
    {"SubState", set_text<&Unit::sub_state>},
    {"Result", set_text<&Unit::result>},
    {"UnitFileState", set_text<&Unit::unit_file_state>},
    {"FragmentPath", set_text<&Unit::fragment_path>},
    {"DropInPaths", add_words<&Unit::drop_ins>},
    {"NeedDaemonReload", set_flag<&Unit::need_reload>},
    {"Transient", set_flag<&Unit::transient>},
    {"Type", set_text<&Unit::type>},
    {"NotifyAccess", set_text<&Unit::notify_access>},
    {"MainPID",
     [](Unit& unit, Text text) {
       const auto pid = number(text);
       unit.main_pid = pid > UINT32_MAX ? 0 : static_cast<std::uint32_t>(pid);
     }},
    {"ExecMainCode", set_small<&Unit::main_code>},
    {"ExecMainStatus", set_small<&Unit::main_status>},
    {"StatusText", set_text<&Unit::status_text>},
    {"NRestarts", set_number<&Unit::restarts>},
    {"Restart", set_text<&Unit::restart>},
    {"StartLimitBurst", set_number<&Unit::start_limit_burst>},
    {"StartLimitIntervalUSec", set_text<&Unit::start_limit_interval>},
    {"TimeoutStartUSec", set_text<&Unit::start_timeout>},
    {"ConditionResult", set_flag<&Unit::condition_result>},
    {"AssertResult", set_flag<&Unit::assert_result>},
    {"ConditionTimestampMonotonic", set_number<&Unit::condition_at>},
    {"AssertTimestampMonotonic", set_number<&Unit::assert_at>},
    {"ActiveEnterTimestampMonotonic", set_number<&Unit::active_at>},
    {"InactiveEnterTimestampMonotonic", set_number<&Unit::inactive_at>},
    {"ExecCondition", add_command<Stage::condition>},
    {"ExecStartPre", add_command<Stage::before>},
    {"ExecStart", add_command<Stage::start>},
    {"User", set_text<&Unit::user>},
    {"Group", set_text<&Unit::group>},
    {"DynamicUser", set_flag<&Unit::dynamic_user>},
    {"WorkingDirectory", set_directory},
    {"RootDirectory", set_text<&Unit::root_directory>},
    {"Environment", [](Unit& unit, Text text) { unit.environment = decode_shown_words(text); }},
    {"EnvironmentFiles", add_environment_file},
    {"Requires", add_words<&Unit::requires_units>},
    {"Requisite", add_words<&Unit::requires_units>},
    {"BindsTo", add_words<&Unit::requires_units>},
    {"TriggeredBy", add_words<&Unit::triggered_by>},
    {"Job", set_text<&Unit::job>},
    {"RootImage",
     [](Unit& unit, Text text) {
       if (unit.root_directory.empty()) unit.root_directory = text;
     }},
}};

const Property* property_of(Text line) {
  const auto name = line.substr(0, line.find('='));
  if (name.size() == line.size()) return nullptr;
  for (const auto& property : properties)
    if (property.name == name) return &property;
  return nullptr;
}

/// "... ; status=203 }" or "... ; status=11/SEGV }"
bool ends_command(Text value) {
  constexpr Text field = " ; status=", tail = " }";
  const auto at = value.rfind(field);
  if (at == Text::npos || !value.ends_with(tail)) return false;
  const auto status =
      value.substr(at + field.size(), value.size() - at - field.size() - tail.size());
  return parse_unsigned(status.substr(0, status.find('/'))).has_value();
}

// A word of a command line may hold line ends, and systemd shows them as they are: its structure
// then goes on until a line closes it.
bool is_open(Text value) { return value.starts_with("{ path=") && !ends_command(value); }

}  // namespace

std::string shown_properties() {
  std::string names;
  for (const auto& property : properties) {
    if (!names.empty()) names += ',';
    names += property.name;
  }
  return names;
}

std::vector<Unit> decode_shows(std::string_view text) {
  std::vector<Unit> units;
  bool fresh = true;
  const auto lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) fresh = true;
    const auto* property = property_of(lines[i]);
    if (property == nullptr) continue;
    std::string value(lines[i].substr(property->name.size() + 1));
    while (is_open(value) && i + 1 < lines.size()) value.append("\n").append(lines[++i]);
    if (fresh) units.emplace_back();
    fresh = false;
    property->set(units.back(), value);
  }
  for (auto& unit : units)
    std::stable_sort(unit.commands.begin(), unit.commands.end(),
                     [](const Command& a, const Command& b) { return a.stage < b.stage; });
  return units;
}

Unit decode_show(std::string_view text) {
  auto units = decode_shows(text);
  return units.empty() ? Unit{} : std::move(units.front());
}

}  // namespace preflight::service
