#include "cli/init/init.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/config_file.hpp"
#include "cli/init/folder.hpp"
#include "cli/init/gate_lines.hpp"
#include "cli/init/survey.hpp"

namespace preflight::init {

namespace {

bool has_profile(const Draft& draft, std::string_view name) {
  return std::any_of(draft.profiles.begin(), draft.profiles.end(),
                     [&](const Profile& profile) { return profile.name == name; });
}

Gate gate_of(const Wish& wish, const std::string& folder, const Survey& seen, const Draft& draft) {
  Gate gate;
  gate.program = own_program();
  gate.folder = folder;
  gate.windows = folder.find('\\') != std::string::npos;
  if (has_profile(draft, "service")) gate.profile = "service";
  if (has_profile(draft, "container")) gate.container_profile = "container";
  // A dollar is doubled in a preflight.json only, and a variable there is none of a shell's.
  gate.command = draft.command.find('$') == std::string::npos ? draft.command : "";
  gate.service = wish.service.empty() ? draft.service : wish.service;
  gate.nssm = seen.nssm;
  return gate;
}

std::string found(const Draft& draft) {
  std::string text;
  const auto rows = [&](const std::vector<Entry>& entries, std::string_view profile) {
    for (const auto& entry : entries)
      text += fmt::format("  {:<10} {:<28} {}{}\n", entry.key, entry.text, entry.why,
                          !entry.off.empty() ? "  (as a comment)"
                          : profile.empty()  ? ""
                                             : fmt::format("  (profile {})", profile));
  };
  rows(draft.checks, "");
  rows(draft.policy, "");
  for (const auto& profile : draft.profiles) {
    rows(profile.checks, profile.name);
    rows(profile.policy, profile.name);
  }
  if (!draft.notes.empty()) text += "\nNotes:\n";
  for (const auto& note : draft.notes) text += "  " + note + "\n";
  return text;
}

std::string usual_lines(const Gate& gate, const Wish& wish, const Survey& seen) {
  std::string text;
  const bool service = !wish.service.empty();
  for (const auto name : gate_names()) {
    const bool shown = name == "nssm"    ? service || seen.nssm.has_value()
                       : name == "winsw" ? seen.winsw
                       : name == "task"  ? service && gate.windows
                                         : true;
    if (shown) text += "\n" + gate_lines(name, gate);
  }
  return text;
}

Answer nothing(std::string message) { return {1, {}, std::move(message)}; }

}  // namespace

Answer run_init(const Wish& wish, const std::function<bool(std::string_view)>& knows) {
  const auto folder = absolute_path(wish.folder);
  const auto seen = survey(folder);
  const auto draft = make_draft(seen.project);
  if (seen.unreadable) return nothing(draft.notes.empty() ? wish.folder : draft.notes.front());
  const auto gate = gate_of(wish, folder, seen, draft);
  if (!wish.gate.empty()) return {0, gate_lines(wish.gate, gate), {}};

  const auto text = config_text(draft, knows);
  const bool active = std::any_of(draft.checks.begin(), draft.checks.end(),
                                  [](const Entry& entry) { return entry.off.empty(); });
  if (wish.print) return {0, text, {}};
  if (!active) {
    std::string why = fmt::format(
        "init: {}: nothing here tells of a port or a database, so that no {} was written", folder,
        config_name);
    return {1, found(draft), std::move(why)};
  }
  const auto path = config_path(gate);
  const auto created = create_new(path, text);
  if (created.exists)
    return nothing(
        fmt::format("init: {} is there already, and stays as it is; `preflight init "
                    "--print` shows what it would be",
                    path));
  if (created.error)
    return nothing(fmt::format("init: {} cannot be written: {} ({})", path,
                               preflight::text(*created.error), symbol(*created.error)));
  return {0,
          fmt::format("Wrote {}. What it looks at, and where that was read:\n\n{}", path,
                      found(draft)) +
              usual_lines(gate, wish, seen),
          {}};
}

}  // namespace preflight::init
