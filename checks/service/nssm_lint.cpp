// What NSSM reads below Parameters: registry.h and README.txt of its sources, version 2.24 and the
// builds after it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/near_names.hpp"
#include "checks/base/text.hpp"
#include "checks/service/host_settings.hpp"

namespace preflight::service {

namespace {

constexpr std::array<std::string_view, 28> plain{"Application",         "AppParameters",
                                                 "AppDirectory",        "AppEnvironment",
                                                 "AppEnvironmentExtra", "AppExit",
                                                 "AppRestartDelay",     "AppThrottle",
                                                 "AppStopMethodSkip",   "AppStopMethodConsole",
                                                 "AppStopMethodWindow", "AppStopMethodThreads",
                                                 "AppKillProcessTree",  "AppNoConsole",
                                                 "AppPriority",         "AppAffinity",
                                                 "AppRotateFiles",      "AppRotateOnline",
                                                 "AppRotateSeconds",    "AppRotateBytes",
                                                 "AppRotateBytesHigh",  "AppRotateDelay",
                                                 "AppTimestampLog",     "AppRedirectHook",
                                                 "AppEvents",           "AppStdin",
                                                 "AppStdout",           "AppStderr"};
constexpr std::array<std::string_view, 4> stream_suffixes{"ShareMode", "CreationDisposition",
                                                          "FlagsAndAttributes", "CopyAndTruncate"};

/// Names that people write and that never were NSSM's; what they mean.
struct Mistaken {
  std::string_view name, meant;
};
constexpr std::array<Mistaken, 5> mistaken{{
    {"AppKillConsoleDelay", "AppStopMethodConsole"},
    {"AppKillWindowDelay", "AppStopMethodWindow"},
    {"AppKillThreadsDelay", "AppStopMethodThreads"},
    {"AppEnvironmentVariables", "AppEnvironmentExtra"},
    {"AppWorkingDirectory", "AppDirectory"},
}};

bool is_known(std::string_view name) {
  const auto small = lower(name);
  if (small.empty()) return true;  // the default value
  for (const auto known : plain)
    if (small == lower(known)) return true;
  for (const auto* stream : {"appstdin", "appstdout", "appstderr"})
    for (const auto suffix : stream_suffixes)
      if (small == stream + lower(suffix)) return true;
  return false;
}

std::string meant_by(const std::string& name) {
  for (const auto& [wrong, right] : mistaken)
    if (lower(name) == lower(wrong)) return std::string(right);
  std::vector<KnownName> known;
  for (const auto one : plain) known.push_back({std::string(one), ""});
  const auto alike = near_names(name, known, 1);
  return alike.empty() ? "" : alike.front().name;
}

SettingComplaint unknown(const RegistryValue& value) {
  const auto right = meant_by(value.name);
  SettingComplaint complaint;
  complaint.value = value.name;
  complaint.message = fmt::format("NSSM has no setting {} (it is {})", value.name, shown(value));
  complaint.cause = right.empty() ? "NSSM never reads it, so it does nothing"
                                  : fmt::format("NSSM never reads it; {} is what it has", right);
  const bool number = value.type == registry_type::number;
  if (!right.empty() && number) {
    complaint.remedy = fmt::format("set {} instead", right);
    complaint.command = fmt::format("set %NAME% {} {}", right, shown(value));
  }
  return complaint;
}

std::optional<std::uint32_t> number(const RegistryKey& key, std::string_view name) {
  Complaints ignored;
  return number_value(key, name, ignored);
}

void lint_rotation(const RegistryKey& key, std::vector<SettingComplaint>& complaints) {
  const auto rotate = number(key, "AppRotateFiles");
  if (rotate && *rotate > 1)
    complaints.push_back(
        {fmt::format("AppRotateFiles {} does not keep {} files", *rotate, *rotate),
         "any number but 0 only turns rotation on; NSSM deletes no old log, so the disk can fill",
         "write 1, and let a task of your own delete old logs", "AppRotateFiles",
         "set %NAME% AppRotateFiles 1"});
  if (rotate.value_or(0) != 0) return;
  for (const auto* name : {"AppRotateBytes", "AppRotateSeconds", "AppRotateOnline"}) {
    if (number(key, name).value_or(0) == 0) continue;
    complaints.push_back({fmt::format("{} does nothing without AppRotateFiles", name),
                          "rotation is off, so the log grows without end", "turn rotation on", name,
                          "set %NAME% AppRotateFiles 1"});
    return;
  }
}

void lint_stop(const RegistryKey& key, std::vector<SettingComplaint>& complaints) {
  constexpr std::uint32_t all = 1 | 2 | 4 | 8;
  const auto skip = number(key, "AppStopMethodSkip");
  if (skip && (*skip & all) == all)
    complaints.push_back({fmt::format("AppStopMethodSkip {} skips every way to stop it", *skip),
                          "its program goes on when the service is stopped, and keeps its port",
                          "skip none", "AppStopMethodSkip", "reset %NAME% AppStopMethodSkip"});
}

}  // namespace

std::vector<SettingComplaint> lint_nssm(const RegistryKey& parameters) {
  std::vector<SettingComplaint> complaints;
  for (const auto& value : parameters.values)
    if (!is_known(value.name)) complaints.push_back(unknown(value));
  lint_rotation(parameters, complaints);
  lint_stop(parameters, complaints);
  return complaints;
}

}  // namespace preflight::service
