// What the commands read alike of their words: policy, output, targets. A text that is wrong is
// thrown as a UsageProblem, which make_plan() catches.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.hpp"
#include "cli/args.hpp"
#include "cli/plan.hpp"

namespace preflight {

/// Wrong usage, from wherever it is seen up to make_plan().
struct UsageProblem {
  std::string message;  ///< "--port: '80x' is not ..."
};

using Known = std::vector<const Option*>;

/// Two rooms may share a setting; it is one option.
void add_all(Known& known, std::span<const Option> options);

Given parsed(std::span<const std::string> args, const Known& known);
void no_bare_words(const Given& given, std::string_view command, std::string_view hint = "");

/// "--module yaml" alone would look at nothing, and say that all is well.
void no_lone_settings(const Given& given, std::span<const Check> checks);

std::chrono::milliseconds duration_of(const Given& given, std::string_view name,
                                      std::string_view fallback);
ColorChoice color_of(const Given& given);
Output output_of(const Given& given);
RunPolicy policy_of(const Given& given, std::span<const Check> checks);
/// What for, beside what was given.
struct Asking {
  bool by_hand{};
  bool record{};  ///< the facts are to be written down
};
Job prepared(const Check& check, const Given& given, const std::string& target, Asking asking = {});

}  // namespace preflight
