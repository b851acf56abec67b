// The words of the help, and the options that belong to no check. Pure: what the table of checks
// holds, the help tells.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "checks/check.hpp"

namespace preflight {

std::span<const Option> policy_options();
std::span<const Option> config_options();  ///< where `check` takes more from
std::span<const Option> facts_option();    ///< in place of looking: --facts
std::span<const Option> output_options();
std::span<const Option> run_options();
std::span<const Option> watch_options();  ///< --format is one of its own
std::span<const Option> bundle_options();
std::vector<const Option*> explain_options();
std::span<const Option> init_options();
std::vector<const Option*> list_option();  ///< --format, of `preflight list`

/// Findings that no check makes: check.timed-out, run.died and the like.
std::span<const FindingCode> engine_codes();

/// Those of the engine and of all checks.
std::vector<std::string_view> known_codes(std::span<const Check> checks);

/// Those whose option a command by hand of `host` takes too.
std::vector<const Check*> guests_of(const Check& host, std::span<const Check> checks);

/// "-p, --port SPEC"
std::string option_text(const Option& option);

std::string help_overview(std::span<const Check> checks);  ///< `preflight --help`
std::string help_check(std::span<const Check> checks);
std::string help_run(std::span<const Check> checks);
std::string help_watch(std::span<const Check> checks);
std::string help_bundle(std::span<const Check> checks);
std::string help_by_hand(const Check& check, std::span<const Check> checks);
std::string help_explain(std::span<const Check> checks);
std::string help_init(std::span<const Check> checks);
std::string help_list(std::span<const Check> checks);
std::string help_schema(std::span<const Check> checks);
std::string help_help(std::span<const Check> checks);
std::string help_completions(std::span<const Check> checks);
std::string help_man(std::span<const Check> checks);

/// `preflight help port`: what the check of that name looks at and finds, with examples. Several
/// rows of the table may have one name. Empty: there is none.
std::string help_topic(std::string_view id, std::span<const Check> checks);

}  // namespace preflight
