// Pieces of the judge of `task` that have a file of their own. Pure.
#pragma once

#include "checks/task/task.hpp"

namespace preflight::task {

/// When it starts, as whom, and what ends it: triggers, principal, settings.
Findings judge_schedule(const Query& query, const Facts& facts, const Task& task);

Finding make(std::string_view code, Severity severity, std::string message,
             std::optional<std::string> cause = std::nullopt);

/// What to write into its XML.
void advise(Finding& finding, std::string text, std::optional<std::string> command = std::nullopt,
            Needs needs = Needs::admin);

}  // namespace preflight::task
