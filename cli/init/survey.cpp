#include "cli/init/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <span>

#include "checks/base/text.hpp"
#include "checks/database/header.hpp"
#include "cli/init/folder.hpp"
#include "cli/init/project_files.hpp"
#include "cli/init/python_source.hpp"
#include "cli/init/script.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

constexpr std::size_t deepest_folder = 4;  ///< folders below the project
constexpr std::size_t most_in_folder = 2000;
constexpr std::size_t most_folders = 500;
constexpr std::size_t most_files = 400;  ///< that are read
constexpr std::size_t longest_file = 256 * 1024;
constexpr std::size_t longest_program = 2 * 1024 * 1024;

bool ends_with_one_of(Text name, std::initializer_list<Text> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](Text ending) { return name.ends_with(ending); });
}

/// Others' code, what tools make, and what no start reads.
bool is_passed_over(Text name) {
  return name.starts_with('.') ||
         is_one_of(name, {"node_modules", "__pycache__", "site-packages", "dist", "build", "target",
                          "bower_components", "vendor", "migrations", "tests", "test", "docs",
                          "doc", "examples", "static", "staticfiles", "media", "coverage"});
}

bool is_start_of_sqlite(Text bytes) {
  return std::holds_alternative<database::Header>(
      database::decode_header({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
}

class Walk {
 public:
  explicit Walk(std::string folder) : root_(std::move(folder)) {}

  Survey run() {
    folders_.push_back({"", 0});
    for (std::size_t count = 0; !folders_.empty(); ++count) {
      const auto [path, depth] = folders_.front();
      folders_.pop_front();
      if (count >= most_folders) {
        note(fmt::format("{} and what follows: more than {} folders are not walked", path,
                         most_folders));
        break;
      }
      folder(path, depth);
    }
    if (left_out_ > 0)
      note(fmt::format("{} more files were not read: {} are enough", left_out_, most_files));
    mains();
    said_by_dotenv();
    auto& project = survey_.project;
    project.is_folder = [root = root_](const std::string& path) {
      return !list_folder(is_absolute(path) ? path : root + "/" + path, 0).error;
    };
    project.is_file = [root = root_](const std::string& path) {
      return read_head(is_absolute(path) ? path : root + "/" + path, 0).bytes.has_value();
    };
    return std::move(survey_);
  }

 private:
  struct Waiting {
    std::string path;
    std::size_t depth;
  };

  void note(std::string text) { survey_.project.notes.push_back(std::move(text)); }

  [[nodiscard]] std::string whole(const std::string& path) const {
    return path.empty() ? root_ : root_ + "/" + path;
  }

  void folder(const std::string& path, std::size_t depth) {
    const auto list = list_folder(whole(path), most_in_folder);
    if (list.error) {
      if (path.empty()) survey_.unreadable = true;
      note(fmt::format("{}: {} ({})", path.empty() ? root_ : path, text(*list.error),
                       symbol(*list.error)));
    }
    if (list.more)
      note(fmt::format("{}: it holds more than {} files, and the rest was not looked at",
                       path.empty() ? "." : path, most_in_folder));
    for (const auto& entry : list.entries) {
      const auto inner = path.empty() ? entry.name : path + "/" + entry.name;
      if (entry.kind == EntryKind::folder)
        subfolder(inner, entry.name, depth);
      else if (entry.kind == EntryKind::file)
        file(inner, lower(entry.name), depth);
    }
  }

  void subfolder(const std::string& path, const std::string& name, std::size_t depth) {
    if (depth <= 1 && interpreter(path)) return;
    if (is_passed_over(name)) return;
    if (depth + 1 <= deepest_folder) folders_.push_back({path, depth + 1});
  }

  /// A virtual environment, or a Python that is brought along.
  bool interpreter(const std::string& path) {
    const bool environment = read_head(whole(path + "/pyvenv.cfg"), 0).bytes.has_value();
    constexpr std::array<Text, 4> places{"bin/python", "bin/python3", "Scripts/python.exe",
                                         "python.exe"};
    for (const auto place : places) {
      if (!environment && place != "python.exe") continue;
      const auto program = path + "/" + std::string(place);
      if (!read_head(whole(program), 0).bytes) continue;
      survey_.project.interpreters.push_back(program);
      return true;
    }
    return environment;
  }

  /// Text of a file; nothing where it is none, which is told.
  std::optional<std::string> content(const std::string& path) {
    if (read_ >= most_files) {
      ++left_out_;
      return std::nullopt;
    }
    ++read_;
    auto head = read_head(whole(path), longest_file);
    if (head.error) {
      note(fmt::format("{}: {} ({})", path, text(*head.error), symbol(*head.error)));
      return std::nullopt;
    }
    if (head.more) {
      note(
          fmt::format("{}: it is longer than {} KiB, and was not read", path, longest_file / 1024));
      return std::nullopt;
    }
    if (head.bytes->find('\0') != std::string::npos) {
      note(fmt::format("{}: it is no text (in UTF-8), and was not read", path));
      return std::nullopt;
    }
    return std::move(head.bytes);
  }

  void keep(const std::string& path, Sightings seen) {
    if (!seen.empty()) survey_.project.files.push_back({path, std::move(seen)});
  }

  void file(const std::string& path, const std::string& name, std::size_t depth) {
    if (ends_with_one_of(name, {".db", ".sqlite", ".sqlite3", ".db3"})) return database(path);
    if (name == "nssm.exe") return nssm(path);
    if (name.starts_with("test_") || name == "conftest.py") return;
    if (name.ends_with(".py"))
      return with(path, [&](Text text) { return read_python(text, path); });
    if (depth <= 2 && ends_with_one_of(name, {".sh", ".bash"})) return script(path, Shell::sh);
    if (depth <= 2 && ends_with_one_of(name, {".bat", ".cmd"})) return script(path, Shell::batch);
    if (depth <= 2 && name.ends_with(".ps1")) return script(path, Shell::powershell);
    if (name == "procfile") return with(path, read_procfile);
    if (name == "dockerfile" || name.ends_with(".dockerfile") || name.starts_with("dockerfile."))
      return with(path, read_dockerfile);
    if (name.ends_with(".service")) return unit(path);
    if (name == "package.json") return package(path);
    if (name == "pyproject.toml") return with(path, read_pyproject);
    if (name.starts_with("vite.config.")) return javascript(path);
    if (is_compose(name)) return with(path, read_compose);
    if (is_javascript_main(name)) mains_.push_back(path);
    if (name == ".env" || name == ".flaskenv") return dotenv(path);
    if (depth == 0 && name.ends_with(".xml")) winsw(path);
  }

  static bool is_compose(Text name) {
    return (name.starts_with("docker-compose") || name.starts_with("compose")) &&
           ends_with_one_of(name, {".yml", ".yaml"});
  }

  static bool is_javascript_main(Text name) {
    const auto dot = name.rfind('.');
    return dot != Text::npos &&
           is_one_of(name.substr(0, dot), {"server", "app", "index", "main"}) &&
           is_one_of(name.substr(dot), {".js", ".ts", ".mjs", ".cjs"});
  }

  template <class Reader>
  void with(const std::string& path, Reader&& reader) {
    if (const auto text = content(path)) keep(path, reader(*text));
  }

  void script(const std::string& path, Shell shell) {
    with(path, [&](Text text) { return read_script(text, shell, path); });
  }

  void javascript(const std::string& path) {
    with(path, [&](Text text) { return read_javascript(text, path); });
  }

  void database(const std::string& path) {
    const auto head = read_head(whole(path), database::header_read_size);
    if (head.error)
      note(fmt::format("{}: {} ({})", path, text(*head.error), symbol(*head.error)));
    else if (is_start_of_sqlite(*head.bytes))
      survey_.project.databases.push_back(path);
    else
      note(fmt::format("{}: it has not the header of an SQLite database", path));
  }

  void unit(const std::string& path) {
    const auto text = content(path);
    if (!text) return;
    auto unit = read_unit(*text, path, root_);
    if (!unit.user.empty())
      note(
          fmt::format("{}: the service runs as {}; what that user may do is seen only when "
                      "preflight runs as it",
                      path, unit.user));
    for (const auto& file : unit.environment_files)
      if (file != ".env") note(fmt::format("{}: EnvironmentFile {} was not read", path, file));
    keep(path, std::move(unit.seen));
  }

  void package(const std::string& path) {
    const auto text = content(path);
    if (!text) return;
    auto package = read_package_json(*text);
    has_package_ = true;
    if (!package.main.empty())
      mains_.insert(mains_.begin(), join_path(folder_of(path), package.main));
    keep(path, std::move(package.seen));
  }

  /// The main files of JavaScript are read only where a package.json says that there is such a
  /// project at all.
  void mains() {
    if (!has_package_) return;
    std::vector<std::string> done;
    for (const auto& path : mains_) {
      if (std::find(done.begin(), done.end(), path) != done.end()) continue;
      done.push_back(path);
      if (read_head(whole(path), 0).bytes) javascript(path);
    }
  }

  void dotenv(const std::string& path) {
    const auto text = content(path);
    if (!text) return;
    if (!survey_.project.dotenv.empty())
      return note(fmt::format("{}: {} was read for the variables, and this was not", path,
                              survey_.project.dotenv));
    survey_.project.dotenv = path;
    survey_.project.variables = read_dotenv(*text);
  }

  void said_by_dotenv() {
    const auto& project = survey_.project;
    keep(project.dotenv, said_by_variables(project.variables));
  }

  void nssm(const std::string& path) {
    const auto head = read_head(whole(path), longest_program);
    if (head.bytes) survey_.nssm = nssm_hooks(*head.bytes);
  }

  void winsw(const std::string& path) {
    const auto text = content(path);
    survey_.winsw = survey_.winsw || (text && text->find("<service>") != std::string::npos &&
                                      text->find("<executable>") != std::string::npos);
  }

  std::string root_;
  std::deque<Waiting> folders_;
  std::vector<std::string> mains_;
  bool has_package_{};
  std::size_t read_{}, left_out_{};
  Survey survey_;
};

}  // namespace

Survey survey(const std::string& folder) { return Walk{folder}.run(); }

NssmHooks nssm_hooks(Text program) {
  using namespace std::string_view_literals;
  constexpr auto key = "A\0p\0p\0E\0v\0e\0n\0t\0s\0"sv;
  return program.find(key) != Text::npos ? NssmHooks::there : NssmHooks::none;
}

}  // namespace preflight::init
