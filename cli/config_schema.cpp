#include "cli/config_schema.hpp"

#include <cmath>

#include "cli/config.hpp"
#include "cli/config_command.hpp"
#include "cli/help.hpp"
#include "report/json.hpp"

namespace preflight {

namespace {

// What is only known when variables are looked up is not held to a form.
constexpr const char* holds_variable = "\\$";
constexpr const char* duration_pattern = "^([0-9]+\\.?[0-9]*|\\.[0-9]+)(ms|s|m|min|h)?$|\\$";

Value number(double bound) {
  return std::trunc(bound) == bound ? Value(static_cast<std::int64_t>(bound)) : Value(bound);
}

Value text_of(const Option& option, std::span<const Check> checks) {
  if (option.value == "CODE") {
    Value codes = Value::array();
    for (const auto code : known_codes(checks)) codes.push_back(code);
    return {{"anyOf",
             {{{"enum", std::move(codes)}}, {{"type", "string"}, {"pattern", holds_variable}}}}};
  }
  Value text{{"type", "string"}, {"minLength", 1}};
  if (option.value == "DURATION") text["pattern"] = duration_pattern;
  return text;
}

Value duration_value() {
  return {{"anyOf",
           {{{"type", "string"}, {"pattern", duration_pattern}},
            {{"type", "number"}, {"exclusiveMinimum", 0}}}}};
}

Value one_of(const Option& option, std::span<const Check> checks) {
  if (option.value.empty()) return {{"type", "boolean"}};
  auto text = text_of(option, checks);
  if (takes_object(option)) return {{"anyOf", {std::move(text), command_schema(duration_value())}}};
  const auto numbers = numbers_of(option);
  if (!numbers) return text;
  return {{"anyOf",
           {std::move(text),
            {{"type", numbers->whole ? "integer" : "number"},
             {"minimum", number(numbers->least)},
             {"maximum", number(numbers->most)}}}}};
}

Value value_of(const Option& option, bool many, std::span<const Check> checks) {
  auto value = one_of(option, checks);
  if (many && !option.value.empty()) {
    Value list{{"type", "array"}, {"items", value}};
    value = {{"anyOf", {std::move(value), std::move(list)}}};
  }
  Value described{{"description", option.help}};
  if (!option.default_value.empty())
    described["description"] =
        std::string(option.help).append(" [").append(option.default_value) + "]";
  described.update(value);
  return described;
}

Value closed(Value properties) {
  return {
      {"type", "object"}, {"additionalProperties", false}, {"properties", std::move(properties)}};
}

Value references(const std::vector<const Option*>& options, const std::string& kind,
                 bool in_profile) {
  Value properties = Value::object();
  for (const auto* option : options) {
    const std::string key{key_of(*option)};
    Value reference{{"$ref", "#/$defs/" + kind + "." + key}};
    if (in_profile) reference = {{"anyOf", {std::move(reference), {{"type", "null"}}}}};
    properties[key] = std::move(reference);
  }
  return closed(std::move(properties));
}

}  // namespace

std::string config_schema(std::span<const Check> checks) {
  const auto targets = config_targets(checks);
  const auto policy = config_policy(checks);
  Value definitions = Value::object();
  for (const auto* option : targets)
    definitions["checks." + std::string(key_of(*option))] = value_of(*option, true, checks);
  for (const auto* option : policy)
    definitions["policy." + std::string(key_of(*option))] =
        value_of(*option, option->repeatable, checks);

  auto profile = closed({{"checks", references(targets, "checks", true)},
                         {"policy", references(policy, "policy", true)}});
  profile["description"] =
      "laid over the rest with --profile: a key replaces the same key, null removes it";
  Value schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"$id", "urn:preflight:config:1"},
               {"title", "preflight.json"}};
  schema.update(
      closed({{"$schema", {{"type", "string"}}},
              {"checks", references(targets, "checks", false)},
              {"policy", references(policy, "policy", false)},
              {"profiles", {{"type", "object"}, {"additionalProperties", std::move(profile)}}}}));
  schema["$defs"] = std::move(definitions);
  return to_document(schema);
}

}  // namespace preflight
