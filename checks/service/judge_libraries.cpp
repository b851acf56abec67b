// The libraries of a program, as its service finds them.
#include <fmt/format.h>

#include "checks/service/judge_parts.hpp"

namespace preflight::service {

namespace {

Remedy for_library(const std::string& library) {
  const auto name = lower(library);
  if (name.starts_with("pywintypes") || name.starts_with("pythoncom"))
    return by_admin("let pywin32 put its libraries where services find them",
                    "python -m pywin32_postinstall -install");
  if (name.starts_with("python"))
    return {"install Python for all users, or put the library beside the program", std::nullopt,
            Needs::admin};
  if (name.starts_with("vcruntime140") || name.starts_with("msvcp140"))
    return {
        "install the Visual C++ redistributable: https://aka.ms/vs/17/release/vc_redist.x64.exe",
        std::nullopt, Needs::admin};
  return {fmt::format("put {} beside the program", library), std::nullopt, Needs::admin};
}

void denied(const FileLook& look, const MissingLibrary& library, Findings& findings) {
  auto& finding =
      add(findings, "service.access-denied", Severity::error,
          fmt::format("{} needs {}, which may not be read here", library.needed_by, library.name),
          "so it cannot be told whether the service finds all that it needs");
  finding.remedies.push_back({"ask again as an administrator", std::nullopt, Needs::admin});
  finding.evidence = {{"library", library.name}, {"program", look.path}};
}

}  // namespace

void judge_libraries(const FileLook& look, Findings& findings) {
  for (const auto& library : look.missing) {
    if (library.denied) {
      denied(look, library, findings);
      continue;
    }
    auto& finding = add(
        findings, "service.program-not-runnable", Severity::blocker,
        fmt::format("{} needs {}, which a service does not find", library.needed_by, library.name),
        "the process dies before it can do anything, with 0xC0000135: of a native service, error "
        "1053 at once. It is looked for beside the program, in Windows' folders and in the "
        "machine's PATH, not in a user's");
    finding.remedies.push_back(for_library(library.name));
    finding.evidence = {
        {"library", library.name}, {"needed_by", library.needed_by}, {"program", look.path}};
  }
}

}  // namespace preflight::service
