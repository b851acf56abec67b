#include <algorithm>

#include "checks/imports/record_imports.hpp"
#include "checks/recorded.hpp"

namespace preflight::imports {

namespace {

bool all_below(const std::vector<std::size_t>& indices, std::size_t end) {
  return std::all_of(indices.begin(), indices.end(),
                     [end](std::size_t index) { return index < end; });
}

/// What nobody asks of the libraries of a folder's programs, of which there are many.
Facts lean(const Facts& facts) {
  auto less = facts;
  for (auto& closure : less.closures)
    for (auto& library : closure.libraries) {
      library.how.clear();
      // Python's own library is looked for among those that the extension itself needs.
      if (&library != &closure.libraries.front()) library.needs.clear();
      if (library.status == LibraryStatus::found) library.tried.clear();
    }
  return less;
}

}  // namespace

std::string_view recorded_flaw(const Closure& closure) {
  const auto& all = closure.libraries;
  if (all.empty()) return closure.no_program ? "" : "has no libraries, not the program itself";
  for (const auto& one : all) {
    if (!all_below(one.needed_by, all.size()) || !all_below(one.needs, all.size()))
      return "names a library that is not in its list";
    if (one.status == LibraryStatus::wrong_architecture && one.tried.empty())
      return "has a library for another machine that is nowhere";
  }
  for (const auto& one : closure.symbols)
    if (one.needed_by >= all.size() || one.library >= all.size())
      return "names a library that is not in its list";
  for (const auto& one : closure.assemblies)
    if (one.needed_by >= all.size()) return "names a library that is not in its list";
  return {};
}

std::string_view recorded_flaw(const Facts& facts) {
  return facts.is_folder || !facts.closures.empty() || !facts.gaps.empty()
             ? ""
             : "has nothing looked at";
}

Value to_record(const Query& query, const Facts& facts) {
  return facts.is_folder ? record::write_look(query, lean(facts))
                         : record::write_look(query, facts);
}

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "imports", record, [](const Query& query) { return query.file; }, judged);
}

}  // namespace preflight::imports
