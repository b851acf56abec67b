// The type of everything that is measured but has no field of its own in the report: `facts` and
// `evidence`. Key order is kept, so that a report reads in the order in which a room wrote it.
#pragma once

#include <nlohmann/json.hpp>

namespace preflight {

using Value = nlohmann::ordered_json;

}  // namespace preflight
