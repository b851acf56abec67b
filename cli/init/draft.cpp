#include "cli/init/draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/duration.hpp"
#include "cli/init/places.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

constexpr std::size_t most_entries = 12;  ///< of one key; a hundred databases are no server's

class Drafting {
 public:
  explicit Drafting(const Project& project) : project_(project), places_(places_of(project)) {
    draft_.notes = project.notes;
  }

  Draft make() {
    starts();
    ports();
    databases();
    folders();
    python();
    health();
    timeouts();
    unclear();
    needed();
    keep_without();
    return std::move(draft_);
  }

 private:
  [[nodiscard]] Places of(Kind kind) const {
    Places found;
    for (const auto& place : places_)
      if (place.seen->kind == kind) found.push_back(place);
    std::stable_sort(found.begin(), found.end(),
                     [](const Place& a, const Place& b) { return a.tier < b.tier; });
    return found;
  }

  void note(std::string text) {
    constexpr std::size_t most = 60;
    if (draft_.notes.size() == most) draft_.notes.emplace_back("more of this kind");
    if (draft_.notes.size() > most) return;
    if (std::find(draft_.notes.begin(), draft_.notes.end(), text) == draft_.notes.end())
      draft_.notes.push_back(std::move(text));
  }

  static std::string plain(Text text) {
    auto known = fallback_of(text);
    return known.empty() ? std::string(text) : known;
  }

  static bool has(const std::vector<Entry>& entries, Text key, Text text) {
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
      return entry.key == key && plain(entry.text) == plain(text);
    });
  }

  std::string reason(const Place& place) const {
    auto text = why(place);
    for (const auto& variable : project_.variables)
      if (place.seen->text.find("${" + variable.name) != std::string::npos &&
          place.file != project_.dotenv)
        text += fmt::format("; {} is set in {}:{}", variable.name, project_.dotenv, variable.line);
    return text;
  }

  void add(std::vector<Entry>& entries, Text key, const Place& place, std::string text) {
    if (has(entries, key, text)) return;
    const auto same = std::count_if(entries.begin(), entries.end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    if (static_cast<std::size_t>(same) >= most_entries)
      return note(fmt::format("{}: {} is one of too many, and not taken", reason(place), text));
    std::string off;
    for (const auto& name : needed_variables(text)) {
      needed_.emplace_back(name, why(place));
      off = fmt::format("write ${{{0}:-text}}, with a text for where {0} is not set", name);
    }
    entries.push_back({std::string(key), std::move(text), reason(place), std::move(off)});
  }

  /// Of one role the ports of its best witnesses; the others are told where they say otherwise.
  std::vector<Entry> ports_of(Role role) {
    auto all = of(Kind::port);
    std::erase_if(all, [&](const Place& place) { return place.seen->role != role; });
    // Who leaves the port to a variable that nobody sets says less than who has one.
    std::stable_partition(all.begin(), all.end(),
                          [](const Place& place) { return !needs_variable(place.text); });
    std::vector<Entry> entries;
    for (const auto& place : all)
      if (place.tier == all.front().tier &&
          needs_variable(place.text) == needs_variable(all.front().text))
        add(entries, "port", place, place.text);
    if (entries.size() > 1 && all.front().seen->rank == Rank::constant) {
      // Names alone do not tell which of them is the server's.
      for (const auto& entry : entries)
        note(fmt::format("{}: port {} is one of several, and which is the server's is not told",
                         entry.why, entry.text));
      return {};
    }
    for (const auto& place : all)
      if (!has(entries, "port", place.text) && !agrees(entries, place))
        note(fmt::format(
            "{}: port {}; {} {}", why(place), place.text, why(all.front()),
            needs_variable(place.text) ? "has one if nobody sets it" : "is nearer to the start"));
    return entries;
  }

  /// A name that holds the same port, and no address, says nothing else.
  static bool agrees(const std::vector<Entry>& entries, const Place& place) {
    const auto said = plain(place.text);
    return said.find(':') == std::string::npos &&
           std::any_of(entries.begin(), entries.end(),
                       [&](const Entry& entry) { return plain(entry.text).ends_with(":" + said); });
  }

  void ports() {
    constexpr std::array<Role, 5> order{Role::main, Role::service, Role::dev, Role::container,
                                        Role::compose};
    for (const auto role : order) {
      auto entries = ports_of(role);
      if (entries.empty()) continue;
      if (draft_.checks.empty()) {
        draft_.checks = std::move(entries);
        continue;
      }
      const bool same = std::all_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return has(draft_.checks, "port", entry.text);
      });
      // Within a container more is different than its port.
      if (same && role != Role::container) continue;
      add_profile(role, std::move(entries));
    }
  }

  /// What no container of a compose file takes from this machine.
  static std::vector<std::string> host_only() { return {"db", "writable", "python", "module"}; }

  void add_profile(Role role, std::vector<Entry> entries) {
    Profile profile;
    switch (role) {
      case Role::service:
        profile = {"service", "as a service starts it", {}, {}, {}};
        break;
      case Role::dev:
        profile = {"dev", "as a developer starts it", {}, {}, {}};
        break;
      case Role::compose:
        profile = {"compose", "before `docker compose up`", {}, {}, host_only()};
        break;
      default:
        profile = {"container", "within the container", {}, {}, {"python", "module"}};
    }
    profile.checks = std::move(entries);
    draft_.profiles.push_back(std::move(profile));
  }

  /// Where a path that is not absolute begins hangs on where the server is started. A database that
  /// lies there settles it.
  [[nodiscard]] std::string settled(const std::string& path, const Place& place) const {
    const auto& files = project_.databases;
    const auto lies = [&](const std::string& at) {
      return std::find(files.begin(), files.end(), at) != files.end();
    };
    if (place.seen->placed || is_absolute(path) || path.find('$') != std::string::npos) return path;
    if (!folder_.empty() && lies(join_path(folder_, path))) return join_path(folder_, path);
    const bool instance = place.seen->how.find("instance folder") != std::string::npos;
    if (lies(path)) return path;
    if (instance) return join_path(folder_, "instance/" + path);
    for (auto folder = folder_of(place.file); !folder.empty() && folder != "..";
         folder = folder_of(folder))
      if (lies(join_path(folder, path))) return join_path(folder, path);
    return join_path(folder_, path);
  }

  void databases() {
    const auto all = of(Kind::database);
    const bool sure = std::any_of(all.begin(), all.end(), [](const Place& place) {
      return place.seen->rank != Rank::constant;
    });
    for (const auto& place : all) {
      if (place.seen->role == Role::container)
        note(fmt::format("{}: the database {} lies in the container", why(place), place.text));
      else if (sure && place.seen->rank == Rank::constant)
        later_.push_back(place);
      else
        add(draft_.checks, "db", place, settled(place.text, place));
    }
    for (const auto& place : later_)
      if (!has(draft_.checks, "db", settled(place.text, place)))
        note(fmt::format("{}: the database {} is not taken, for others are opened by name",
                         why(place), place.text));
    found_databases();
  }

  void found_databases() {
    const bool named = std::any_of(draft_.checks.begin(), draft_.checks.end(),
                                   [](const Entry& entry) { return entry.key == "db"; });
    static const Seen header{
        Kind::database, "", 1, "it has the header of an SQLite database", Role::main,
        Rank::constant};
    for (const auto& path : project_.databases) {
      const Place place{&header, path, literal(path), 6};
      if (!named)
        add(draft_.checks, "db", place, place.text);
      else if (!has(draft_.checks, "db", place.text))
        note(fmt::format("{} is an SQLite database that nothing here names", path));
    }
  }

  [[nodiscard]] bool is_folder(const std::string& path) const {
    return project_.is_folder && project_.is_folder(path);
  }

  void folders() {
    const auto made = of(Kind::makes);
    for (const auto& place : of(Kind::writable)) {
      const bool moves = !place.seen->placed && !is_absolute(place.text);
      auto path = moves ? join_path(folder_, place.text) : place.text;
      if (path.empty()) path = ".";
      if (place.seen->role == Role::container || needs_variable(path)) continue;
      const bool makes = std::any_of(made.begin(), made.end(),
                                     [&](const Place& other) { return other.text == place.text; });
      if (!is_folder(path) && makes)
        note(fmt::format("{}: the folder {} is not there yet, and the server makes it", why(place),
                         path));
      else if (!is_folder(path) && place.seen->rank == Rank::constant)
        note(fmt::format("{}: the folder {} is not there, and whether it is needed is not told",
                         why(place), path));
      else
        add(draft_.checks, "writable", place, path);
    }
    for (const std::string name : {"logs", "log"}) {
      if (!is_folder(name) || has(draft_.checks, "writable", name)) continue;
      draft_.checks.push_back({"writable", name, fmt::format("{}: a folder of logs", name), ""});
    }
  }

  void python() {
    const auto modules = of(Kind::module);
    auto interpreter = std::find_if(places_.begin(), places_.end(), [&](const Place& place) {
      return place.seen->kind == Kind::python && place.seen->role != Role::container &&
             (is_absolute(place.text) || (project_.is_file && project_.is_file(place.text)));
    });
    if (interpreter != places_.end() && !needs_variable(interpreter->text)) {
      add(draft_.checks, "python", *interpreter, interpreter->text);
    } else if (!project_.interpreters.empty()) {
      const auto& path = project_.interpreters.front();
      draft_.checks.push_back({"python", literal(path), path + ": a virtual environment", ""});
    } else {
      return;
    }
    for (const auto& place : modules)
      if (place.seen->role != Role::container) add(draft_.policy, "module", place, place.text);
  }

  /// "http://127.0.0.1:${PORT:-8000}/health" for the first port that is looked at.
  [[nodiscard]] std::string url_of(const std::string& path) const {
    const auto port = std::find_if(draft_.checks.begin(), draft_.checks.end(),
                                   [](const Entry& entry) { return entry.key == "port"; });
    if (port == draft_.checks.end() || !port->off.empty()) return {};
    auto text = port->text;
    const auto known = fallback_of(text);
    const bool has_host = known.find(':') != std::string::npos;
    const bool everywhere = !has_host || known.starts_with("0.0.0.0:") || known.starts_with("[::]");
    if (!everywhere) return "http://" + text + path;
    // The host is the first part: a variable of its own, or an address.
    if (has_host) {
      const auto end = text.starts_with("${") ? text.find('}') + 1 : text.rfind("]:") + 1;
      text = text.substr(text.find(':', end) + 1);
    }
    return "http://127.0.0.1:" + text + path;
  }

  void health() {
    std::vector<Entry> entries;
    const auto all = of(Kind::health);
    for (const auto& place : all) {
      if (place.seen->role == Role::container) continue;
      auto url = place.text;
      const bool path = url.starts_with('/');
      if (path) url = url_of(url);
      if (const auto zero = url.find("://0.0.0.0"); zero != std::string::npos)
        url.replace(zero + 3, 7, "127.0.0.1");
      if (url.empty() || !entries.empty()) continue;
      add(entries, "url", place, url);
      if (path && place.seen->rank == Rank::constant && entries.back().off.empty())
        entries.back().off = "a prefix may stand before this path";
    }
    if (entries.empty()) return;
    draft_.profiles.push_back({"running",
                               "once it runs: `preflight check --profile running`",
                               std::move(entries),
                               {},
                               {"port"}});
  }

  void timeouts() {
    const auto waits = of(Kind::db_timeout);
    if (!waits.empty()) {
      const auto span = parse_duration(waits.front().text);
      if (span && span->count() > 0)
        add(draft_.policy, "db-timeout", waits.front(),
            span->count() % 1000 == 0 ? fmt::format("{}s", span->count() / 1000)
                                      : fmt::format("{}ms", span->count()));
      // The time of the check has to last for it.
      if (span && *span >= std::chrono::seconds{8})
        draft_.policy.push_back({"timeout", fmt::format("{}s", span->count() / 1000 + 5),
                                 "longer than db-timeout, which it has to last for", ""});
    }
    const auto answers = of(Kind::timeout);
    for (auto& profile : draft_.profiles)
      if (profile.name == "running" && !answers.empty() && parse_duration(answers.front().text))
        add(profile.policy, "timeout", answers.front(), answers.front().text);
  }

  void unclear() {
    for (const auto& place : of(Kind::unclear))
      note(fmt::format("{}:{}: {} is not understood", place.file, place.seen->line,
                       place.seen->text));
  }

  /// A variable that has to be set is a check of its own, which names what is missing better than
  /// a file that cannot be read.
  void needed() {
    for (const auto& place : of(Kind::variable))
      if (find_variable(project_.variables, place.text) == nullptr)
        needed_.emplace_back(place.text, why(place));
    for (const auto& [name, from] : needed_)
      if (!has(draft_.checks, "env", name)) draft_.checks.push_back({"env", name, from, ""});
  }

  void starts() {
    const auto commands = of(Kind::command);
    const std::array<Role, 3> order{Role::main, Role::service, Role::dev};
    for (const auto role : order)
      for (const auto& place : commands)
        if (draft_.command.empty() && place.seen->role == role) {
          draft_.command = place.text;
          folder_ = place.seen->folder;
        }
    for (const auto& place : of(Kind::service))
      if (draft_.service.empty() && place.text.find_first_of("${") == std::string::npos)
        draft_.service = place.text;
  }

  /// A profile takes away only what there is.
  void keep_without() {
    const auto there = [&](const std::string& key) {
      const auto same = [&](const Entry& entry) { return entry.key == key && entry.off.empty(); };
      return std::any_of(draft_.checks.begin(), draft_.checks.end(), same) ||
             std::any_of(draft_.policy.begin(), draft_.policy.end(), same);
    };
    for (auto& profile : draft_.profiles)
      std::erase_if(profile.without, [&](const std::string& key) { return !there(key); });
  }

  const Project& project_;
  Places places_;
  Places later_;
  std::string folder_{};  ///< where the server is started
  std::vector<std::pair<std::string, std::string>> needed_;
  Draft draft_;
};

}  // namespace

Draft make_draft(const Project& project) { return Drafting{project}.make(); }

}  // namespace preflight::init
