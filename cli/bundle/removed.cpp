#include "cli/bundle/removed.hpp"

#include <fmt/format.h>

#include "checks/base/text.hpp"
#include "cli/bundle/none.hpp"
#include "report/value.hpp"

namespace preflight::bundle {

namespace {

constexpr std::size_t most_places = 100;

class Search {
 public:
  explicit Search(const std::map<std::string, std::string>& tags) : kinds(tags) {}

  std::vector<Removed> all{};

  void look_into(const ZipEntry& entry) {
    file = entry.name;
    if (!entry.name.ends_with(".json")) return lines(entry.bytes);
    const auto value = Value::parse(entry.bytes, nullptr, false, true);
    // A configuration that is no JSON is kept as it is, in lines.
    value.is_discarded() ? lines(entry.bytes) : walk(value, "");
  }

 private:
  const std::map<std::string, std::string>& kinds;
  std::string file{};
  std::map<std::string, std::size_t> known{};  ///< tag: index into `all`

  void note(const std::string& tag, const std::string& kind, const std::string& at) {
    const auto [entry, fresh] = known.emplace(tag, all.size());
    if (fresh) all.push_back({tag, kind, {}, 0});
    auto& removed = all[entry->second];
    if (!removed.places.empty() && removed.places.back().file == file &&
        removed.places.back().at == at)
      return;
    if (removed.places.size() < most_places)
      removed.places.push_back({file, at});
    else
      ++removed.more;
  }

  static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  void look_at(std::string_view text, const std::string& at) {
    for (auto open = text.find("[removed:"); open != none;
         open = text.find("[removed:", open + 1)) {
      const auto close = text.find(']', open);
      if (close == none) break;
      const auto entry = kinds.find(std::string(text.substr(open, close + 1 - open)));
      if (entry != kinds.end()) note(entry->first, entry->second, at);
    }
    for (const auto& [tag, kind] : kinds) {
      if (tag.starts_with('[')) continue;
      for (auto begin = text.find(tag); begin != none; begin = text.find(tag, begin + 1)) {
        const auto end = begin + tag.size();
        const bool alone = (begin == 0 || !is_word(text[begin - 1])) &&
                           (end >= text.size() || !is_word(text[end]));
        if (!alone) continue;
        note(tag, kind, at);
        break;
      }
    }
  }

  void lines(std::string_view text) {
    std::size_t number = 0;
    for (const auto line : split(text, '\n')) look_at(line, fmt::format("line {}", ++number));
  }

  static std::string escaped(std::string key) {
    for (std::size_t i = 0; i < key.size(); ++i) {
      if (key[i] != '~' && key[i] != '/') continue;
      key.replace(i, 1, key[i] == '~' ? "~0" : "~1");
      ++i;
    }
    return key;
  }

  void walk(const Value& value, const std::string& at) {
    if (value.is_string()) return look_at(value.get_ref<const std::string&>(), at);
    if (value.is_array())
      for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], fmt::format("{}/{}", at, i));
    if (!value.is_object()) return;
    for (const auto& [key, one] : value.items()) {
      const auto place = at + "/" + escaped(key);
      look_at(key, place);
      walk(one, place);
    }
  }
};

std::string in_words(const Removed& removed) {
  if (removed.kind == "user") return "the name of a user";
  if (removed.kind == "host") return "the name of a host";
  if (removed.kind == "environment") return "the value of a variable";
  return "a " + removed.kind;
}

}  // namespace

std::vector<Removed> find_removed(const std::vector<ZipEntry>& files,
                                  const std::map<std::string, std::string>& tags) {
  Search search(tags);
  for (const auto& file : files) search.look_into(file);
  return std::move(search.all);
}

std::string count_removed(const std::vector<Removed>& removed) {
  std::size_t names = 0;
  for (const auto& one : removed) names += one.kind == "user" || one.kind == "host" ? 1U : 0U;
  const auto secrets = removed.size() - names;
  std::string text;
  if (secrets > 0) text = count_of(secrets, "value", "values");
  if (names > 0) text += (text.empty() ? "" : ", ") + count_of(names, "name", "names");
  return text;
}

std::string removed_json(const std::vector<Removed>& removed) {
  Value list = Value::array();
  for (const auto& [tag, kind, places, more] : removed) {
    Value where = Value::array();
    for (const auto& [file, at] : places) where.push_back({{"file", file}, {"at", at}});
    Value one = {{"tag", tag}, {"kind", kind}, {"places", std::move(where)}};
    if (more > 0) one["more_places"] = more;
    list.push_back(std::move(one));
  }
  return Value{{"removed", std::move(list)}}.dump(2) + "\n";
}

std::string removed_text(const std::vector<Removed>& removed) {
  if (removed.empty()) return "Nothing was found that had to be taken out.\n";
  std::string text =
      "What was taken out. The same value has the same mark wherever it stood.\n"
      "The values themselves are nowhere in this case.\n";
  for (const auto& one : removed) {
    text += fmt::format("\n{}  {}\n", one.tag, in_words(one));
    for (const auto& [file, at] : one.places) text += fmt::format("    {} {}\n", file, at);
    if (one.more > 0) text += fmt::format("    and {} more\n", one.more);
  }
  return text;
}

}  // namespace preflight::bundle
