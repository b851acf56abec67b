// Pieces of the judge of a unit of systemd. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/base/findings.hpp"
#include "checks/process/proc_pid.hpp"
#include "checks/service/systemd_facts.hpp"

namespace preflight::service {

/// A step that systemd takes between fork and exec, by the exit status that tells of its failure;
/// systemd.exec(5), "Process exit codes".
struct Step {
  int status{};
  std::string_view setting{};  ///< the settings that ask for the step
  std::string_view code{};     ///< the finding
};

/// Nothing where `status` is a program's own.
const Step* step_of(int status);

/// Files that the settings name, and accounts: what is wrong with them as they are now.
Findings judge_files(const SystemdFacts& facts);

/// How the unit ended last, where it failed. `files`: what judge_files found; a failure that these
/// explain is told by them.
Findings judge_failure(const SystemdFacts& facts, const Findings& files);

/// The last thing that systemd, or the child that was to become the program, said of a failure.
std::optional<std::string> last_words(const SystemdFacts& facts);

/// As advise(), but most of what helps a unit is for an administrator.
void advise_on_unit(Finding& finding, std::string text, std::string command = {},
                    Needs needs = Needs::admin);

}  // namespace preflight::service
