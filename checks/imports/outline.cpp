// How the libraries are shown: as a tree or a list for a person, as facts for a program.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "checks/imports/imports.hpp"

namespace preflight::imports {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t usual_most = 10'000;  ///< lines of a tree; more are room for when they come

std::string_view word(LibraryStatus status) {
  constexpr std::string_view words[] = {"found", "missing", "system", "wrong-architecture"};
  return words[static_cast<std::size_t>(status)];
}

bool is_well(const Library& library) {
  return library.status == LibraryStatus::found || library.status == LibraryStatus::system;
}

OutlineLine line_of(const Library& library, std::size_t depth, bool with_tried) {
  OutlineLine line{depth, library.name, {}, Severity::info};
  if (!library.api_set.empty() && library.api_set != library.name)
    line.text = fmt::format("{} ({})", library.name, library.api_set);
  if (library.status == LibraryStatus::system) {
    line.note = "the system's";
  } else if (library.status == LibraryStatus::found) {
    if (!library.path.empty() && library.path != library.name)
      line.text.append(" => ").append(library.path);
    if (!library.how.empty()) line.note.append("[").append(library.how).append("]");
  } else {
    line.tone = library.delayed ? Severity::warning : Severity::blocker;
    line.text += library.stops                              ? " => not usable"
                 : library.status == LibraryStatus::missing ? " => not found"
                                                            : " => for another machine";
    if (with_tried) {
      std::string places;
      for (const auto& [path, why] : library.tried)
        places += fmt::format("{}{}: {}", places.empty() ? "" : "; ", path, why);
      if (!places.empty()) line.note = fmt::format("[{}]", places);
    }
  }
  if (library.delayed) line.note += line.note.empty() ? "delayed" : ", delayed";
  return line;
}

class Tree {
 public:
  explicit Tree(const Closure& closure) : closure_(closure), shown_(closure.libraries.size()) {}

  Outline build() {
    // A line for each library that needs one, and perhaps for the loader.
    const auto lines = std::accumulate(
        closure_.libraries.begin(), closure_.libraries.end(), std::size_t{2},
        [](std::size_t sum, const Library& library) { return sum + library.needs.size(); });
    lines_.reserve(std::min(lines, usual_most));
    lines_.push_back({0, closure_.libraries.front().path, {}, Severity::info});
    descend(0, 1);
    // The loader itself is asked for by the program's header, not by its list.
    for (std::size_t i = 1; i < shown_.size(); ++i)
      if (!shown_[i]) show(i, 1);
    return std::move(lines_);
  }

 private:
  void descend(std::size_t index, std::size_t depth) {
    if (depth > deepest) return;
    for (const auto child : closure_.libraries[index].needs) show(child, depth);
  }

  // Each library is opened once; where it comes again there is its name alone.
  void show(std::size_t index, std::size_t depth) {
    const auto& library = closure_.libraries[index];
    if (index == 0) return;
    if (shown_[index]) {
      if (is_well(library))
        lines_.push_back({depth, library.name, "see above", Severity::info});
      else
        lines_.push_back(line_of(library, depth, false));
      return;
    }
    shown_[index] = true;
    lines_.push_back(line_of(library, depth, true));
    descend(index, depth + 1);
  }

  const Closure& closure_;
  std::vector<bool> shown_;
  Outline lines_{};
};

Outline list(const Closure& closure) {
  Outline lines;
  for (std::size_t i = 1; i < closure.libraries.size(); ++i)
    lines.push_back(line_of(closure.libraries[i], 0, true));
  return lines;
}

Value to_json(const Closure& closure) {
  Value value{{"format", closure.format}, {"machine", closure.machine}};
  if (!closure.interpreter.empty()) value["interpreter"] = closure.interpreter;
  Value libraries = Value::array();
  for (std::size_t i = 1; i < closure.libraries.size(); ++i) {
    const auto& library = closure.libraries[i];
    Value one{{"name", library.name}};
    if (!library.path.empty()) one["path"] = library.path;
    one["status"] = word(library.status);
    if (!library.how.empty()) one["how"] = library.how;
    if (!library.api_set.empty()) one["api_set"] = library.api_set;
    if (library.delayed) one["delayed"] = true;
    Value by = Value::array();
    for (const auto index : library.needed_by) {
      const auto& needs = closure.libraries[index];
      by.push_back(needs.path.empty() ? needs.name : needs.path);
    }
    one["needed_by"] = std::move(by);
    Value tried = Value::array();
    for (const auto& [path, why] : library.tried) tried.push_back({{"path", path}, {"why", why}});
    one["tried"] = std::move(tried);
    libraries.push_back(std::move(one));
  }
  value["libraries"] = std::move(libraries);
  return value;
}

}  // namespace

Outline outline(const Query& query, const Facts& facts) {
  if (facts.is_folder || facts.closures.empty() || facts.closures.front().libraries.empty())
    return {};
  const auto& closure = facts.closures.front();
  return query.flat ? list(closure) : Tree(closure).build();
}

Value to_json(const Query&, const Facts& facts) {
  if (!facts.is_folder)
    return facts.closures.empty() ? Value::object() : to_json(facts.closures.front());
  Value value{{"files", facts.files_seen}};
  Value programs = Value::array();
  for (const auto& closure : facts.closures) {
    if (closure.libraries.empty()) continue;
    const auto missing = std::count_if(closure.libraries.begin(), closure.libraries.end(),
                                       [](const Library& library) { return !is_well(library); });
    programs.push_back({{"path", closure.libraries.front().path},
                        {"format", closure.format},
                        {"machine", closure.machine},
                        {"libraries", closure.libraries.size() - 1},
                        {"missing", missing}});
  }
  value["programs"] = std::move(programs);
  return value;
}

}  // namespace preflight::imports
