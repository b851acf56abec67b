#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cli/init/draft.hpp"
#include "report/clean.hpp"
#include "report/json.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;
using Knows = std::function<bool(Text)>;

/// As a JSON text; bytes that are no UTF-8 become what stands for them.
std::string json_text(Text text) {
  auto document = to_document(Value(std::string(text)));
  while (!document.empty() && document.back() == '\n') document.pop_back();
  return escape_hidden(std::move(document));
}

/// A comment is one line, and ends where the line does.
std::string comment(Text text) { return "// " + clean(text); }

/// One member of an object, ready but for the comma behind it.
struct Member {
  std::vector<std::string> before{};  ///< comments
  std::string text{};                 ///< may have several lines; empty: comments only
};

class Writer {
 public:
  explicit Writer(const Knows& knows) : knows_(knows) {}

  std::string file(const Draft& draft) {
    std::vector<Member> members{{{}, "\"checks\": " + object(section(draft.checks))}};
    if (!draft.policy.empty())
      members.push_back({{}, "\"policy\": " + object(section(draft.policy))});
    if (!draft.profiles.empty())
      members.push_back({{}, "\"profiles\": " + object(profiles(draft.profiles))});
    std::string text =
        "// What this project's server needs to start, as `preflight init` found it. "
        "It is yours to change;\n// `preflight check` reads it.\n";
    for (const auto& note : draft.notes) text += comment("Note: " + note) + "\n";
    return text + object(members) + "\n";
  }

 private:
  std::vector<Member> section(const std::vector<Entry>& entries) {
    std::vector<Member> members;
    std::set<std::string, std::less<>> done;
    for (const auto& entry : entries) {
      if (!done.insert(entry.key).second) continue;
      std::vector<const Entry*> on, all;
      for (const auto& other : entries)
        if (other.key == entry.key) all.push_back(&other);
      const bool known = knows_(entry.key);
      Member member;
      for (const auto* each : all) {
        if (known && each->off.empty()) {
          on.push_back(each);
          continue;
        }
        member.before.push_back(comment(each->why));
        const auto why = known ? each->off : "this preflight has no such check";
        member.before.push_back(
            comment(fmt::format("\"{}\": {}  ({})", each->key, json_text(each->text), why)));
      }
      if (on.size() == 1) {
        member.before.push_back(comment(on.front()->why));
        member.text = json_text(entry.key) + ": " + json_text(on.front()->text);
      } else if (!on.empty()) {
        member.text = list(entry.key, on);
      }
      members.push_back(std::move(member));
    }
    return members;
  }

  static std::string list(const std::string& key, const std::vector<const Entry*>& entries) {
    auto text = json_text(key) + ": [";
    for (const auto* entry : entries)
      text += fmt::format("\n  {}\n  {}{}", comment(entry->why), json_text(entry->text),
                          entry == entries.back() ? "" : ",");
    return text + "\n]";
  }

  std::vector<Member> profiles(const std::vector<Profile>& profiles) {
    std::vector<Member> members;
    for (const auto& profile : profiles) {
      auto checks = section(profile.checks);
      auto policy = section(profile.policy);
      for (const auto& key : profile.without)
        if (knows_(key))
          (key == "module" ? policy : checks).push_back({{}, json_text(key) + ": null"});
      std::vector<Member> parts{{{}, "\"checks\": " + object(checks)}};
      if (!policy.empty()) parts.push_back({{}, "\"policy\": " + object(policy)});
      members.push_back({{comment(profile.about)}, json_text(profile.name) + ": " + object(parts)});
    }
    return members;
  }

  /// Lines within are moved in by `indent` where they are put into an outer object.
  static std::string object(const std::vector<Member>& members) {
    if (members.empty()) return "{}";
    std::string text = "{\n";
    const auto last = std::find_if(members.rbegin(), members.rend(),
                                   [](const Member& member) { return !member.text.empty(); });
    for (const auto& member : members) {
      for (const auto& line : member.before) text += "  " + line + "\n";
      if (member.text.empty()) continue;
      const bool comma = last != members.rend() && &member != &*last;
      text += moved_in("  " + member.text) + (comma ? "," : "") + "\n";
    }
    return text + "}";
  }

  static std::string moved_in(Text text) {
    std::string result;
    for (const char c : text) {
      result += c;
      if (c == '\n') result += "  ";
    }
    return result;
  }

  const Knows& knows_;
};

}  // namespace

std::string config_text(const Draft& draft, const Knows& knows) {
  return Writer{knows}.file(draft);
}

}  // namespace preflight::init
