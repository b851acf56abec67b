// The files of a case. Pure; all that is handed in has been redacted.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/bundle/logs.hpp"
#include "cli/bundle/removed.hpp"
#include "cli/bundle/zip.hpp"
#include "report/render.hpp"

namespace preflight::bundle {

struct ConfigText {
  std::string path{};
  std::string text{};
};

struct Case {
  Report report{};
  std::vector<Looked> looked{};
  std::optional<ConfigText> config{};  ///< the preflight.json that was read
  std::vector<Log> logs{};
  std::vector<std::pair<std::string, std::string>> machine{};  ///< for versions.json
  std::vector<std::string> judging{};  ///< options of `check` that judge likewise: "--strict"
};

/// All but README.txt and the two lists of what was removed.
std::vector<ZipEntry> case_files(const Case& content, const RenderOptions& options);

/// What each file is, where it comes from and how to judge again. `file`: of the case.
std::string read_me(const Case& content, const std::vector<ZipEntry>& files,
                    const std::vector<Removed>& removed, const std::string& file);

}  // namespace preflight::bundle
