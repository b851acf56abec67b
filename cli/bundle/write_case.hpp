// Where a case goes: into one zip or a folder, whole or not at all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/bundle/zip.hpp"
#include "report/report.hpp"

namespace preflight::bundle {

struct CasePlace {
  std::string path{};
  bool folder{};
};

/// NAME.zip is a zip; an existing folder, "NAME/" and any other name a folder. Empty: a zip in the
/// current folder, "preflight-HOST-20261121-201500.zip", in UTC.
CasePlace place_of(const std::string& output, const std::string& host, Timestamp time);

/// Why nothing may be written there, unless by force: something is there already. Nothing: it may.
std::optional<std::string> in_the_way(const CasePlace& place);

/// Why it could not be written, in words; nothing is left behind then. Nothing on success.
std::optional<std::string> write_case(const CasePlace& place, const std::vector<ZipEntry>& files,
                                      Timestamp time);

}  // namespace preflight::bundle
