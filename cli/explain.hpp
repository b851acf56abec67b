// `preflight explain CODE...`: what a code means, for a person and for a program. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/check.hpp"
#include "checks/codes/code.hpp"
#include "report/render.hpp"

namespace preflight {

struct Answer {
  std::string query{};                  ///< as it was typed
  std::vector<codes::Code> meanings{};  ///< likeliest first; empty: not known
  std::string_view nearest{};           ///< the known name that it is a slip of, or empty
};

/// The table of codes answers; what a finding code of a check says, the table of checks does.
Answer explain(std::string_view query, std::optional<codes::Family> as,
               std::span<const Check> checks);

/// What a finding code means, for a report that explains its findings.
CodeHelp help_for(std::string_view code, std::span<const Check> checks);

/// Where a code has several meanings, the likeliest in full and the others in a line each; all of
/// them in full with `options.verbose`.
std::string explain_text(std::span<const Answer> answers, const RenderOptions& options);
std::string explain_json(std::span<const Answer> answers);

/// 0, or 1 where one of them is not known.
int explain_exit_code(std::span<const Answer> answers);

}  // namespace preflight
