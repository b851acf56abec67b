// A case as it lies on the disk: what `preflight bundle` wrote, or its facts alone.
#pragma once

#include <cstddef>
#include <string>

#include "cli/config_file.hpp"

namespace preflight {

/// Bytes of the facts of a case. A longer document is refused.
constexpr std::size_t longest_facts = std::size_t{256} << 20;

/// The name of the facts in a case.
constexpr const char* facts_name = "facts.json";

/// The text of the facts of a case: of a file, or of a zip or a folder that has them under their
/// name.
FileText read_case(const std::string& path);

}  // namespace preflight
