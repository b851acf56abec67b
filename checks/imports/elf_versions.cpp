#include "checks/imports/elf_versions.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

/// "GLIBC_2.38" is family "GLIBC_" and numbers 2, 38.
struct Version {
  std::string_view family{};
  std::vector<std::uint64_t> numbers{};
};

std::optional<Version> parse_version(std::string_view text) {
  const auto digits = text.find_last_not_of("0123456789.") + 1;
  Version version{text.substr(0, digits), {}};
  for (const auto part : split(text.substr(digits), '.')) {
    const auto number = parse_unsigned(part);
    if (!number) return std::nullopt;
    version.numbers.push_back(*number);
  }
  return version;
}

bool defines(const ElfFile& file, std::string_view version) {
  return std::any_of(file.image.version_definitions.begin(), file.image.version_definitions.end(),
                     [&](const auto& definition) { return definition.name == version; });
}

/// The library that goes by `name` among those that `library` needs, or, since the file that has a
/// version need not be needed directly, among all.
std::optional<std::size_t> library_named(const Closure& closure, const Library& library,
                                         std::string_view name) {
  const auto is = [&](std::size_t index) {
    const auto& other = closure.libraries[index];
    if (other.name == name) return true;
    const auto* elf = other.file != nullptr ? other.file->elf() : nullptr;
    return elf != nullptr && elf->image.soname == name;
  };
  for (const auto index : library.needs)
    if (is(index)) return index;
  for (std::size_t i = 0; i < closure.libraries.size(); ++i)
    if (is(i)) return i;
  return std::nullopt;
}

const ElfFile* elf_of(const Library& library) {
  return library.status == LibraryStatus::found && library.file != nullptr ? library.file->elf()
                                                                           : nullptr;
}

/// Who may define what a library needs. Whoever has it will do, so the likely ones are asked first:
/// the library that a version is of, else the one that had the last symbol of a name that begins
/// alike ("gtk_", "XI"), and those that it needs itself.
class Providers {
 public:
  Providers(const Closure& closure, std::size_t index)
      : closure_(closure), library_(closure.libraries[index]) {
    std::vector<bool> known(closure.libraries.size());
    const auto add = [&](std::size_t one) {
      if (known[one]) return;
      known[one] = true;
      if (const auto* elf = elf_of(closure.libraries[one])) scope_.push_back(elf);
    };
    for (const auto one : library_.needs) add(one);
    for (std::size_t one = 0; one < closure.libraries.size(); ++one) add(one);
  }

  bool have(const elf::NeededSymbol& symbol, bool ignore_version) {
    const auto hash = elf::gnu_hash(symbol.name);
    const auto version = ignore_version ? std::string_view{} : symbol.version;
    const auto defines = [&](const ElfFile* elf) {
      const auto* symbols = elf->symbols();
      if (symbols == nullptr) unread_ = elf;
      return symbols != nullptr && symbols->defines(symbol.name, version, hash);
    };
    if (!symbol.file.empty())
      if (const auto* likely = named(symbol.file); likely != nullptr && defines(likely))
        return true;
    auto& last = last_[elf::gnu_hash(symbol.name.substr(0, 3)) % last_.size()];
    if (last != nullptr && defines(last)) return true;
    const auto found = std::find_if(scope_.begin(), scope_.end(), defines);
    if (found != scope_.end()) last = *found;
    return found != scope_.end();
  }

  /// One whose symbols could not be read; null: none. It may have what no other has.
  [[nodiscard]] const ElfFile* unread() const { return unread_; }

 private:
  const ElfFile* named(std::string_view name) {
    for (const auto& [known, elf] : named_)
      if (known == name) return elf;
    const auto index = library_named(closure_, library_, name);
    named_.emplace_back(name, index ? elf_of(closure_.libraries[*index]) : nullptr);
    return named_.back().second;
  }

  const Closure& closure_;
  const Library& library_;
  std::vector<const ElfFile*> scope_{};
  std::vector<std::pair<std::string_view, const ElfFile*>> named_{};
  std::array<const ElfFile*, 256> last_{};  ///< by the begin of a name
  const ElfFile* unread_{};
};

/// Nobody can have a symbol of a version that is missing as a whole; that is told already.
bool is_told(const Closure& closure, std::size_t by, const elf::NeededSymbol& symbol) {
  return std::any_of(closure.symbols.begin(), closure.symbols.end(),
                     [&](const MissingSymbol& missing) {
                       return missing.needed_by == by && missing.symbol.empty() &&
                              missing.version == symbol.version;
                     });
}

/// A program starts without a function that it calls later, unless all is bound at start.
bool is_lazy(const elf::Image& image, const elf::NeededSymbol& symbol) {
  return !image.bind_now && !symbol.data;
}

}  // namespace

std::string highest_like(std::string_view version,
                         const std::vector<elf::VersionDefinition>& definitions) {
  const auto wanted = parse_version(version);
  if (!wanted) return {};
  std::optional<Version> highest;
  std::string name;
  for (const auto& definition : definitions) {
    const auto one = parse_version(definition.name);
    if (definition.base || !one || one->family != wanted->family) continue;
    if (highest && one->numbers <= highest->numbers) continue;
    highest = one;
    name = definition.name;
  }
  return name;
}

bool reaches(const std::vector<elf::VersionDefinition>& definitions, std::string_view version) {
  const auto wanted = parse_version(version);
  const auto highest = parse_version(highest_like(version, definitions));
  return wanted && highest && highest->numbers >= wanted->numbers;
}

void check_versions(Closure& closure) {
  for (std::size_t i = 0; i < closure.libraries.size(); ++i) {
    const auto* elf = elf_of(closure.libraries[i]);
    if (elf == nullptr) continue;
    std::string_view file;
    std::optional<std::size_t> at;
    for (const auto& need : elf->image.version_needs) {
      if (need.file != file || !at) at = library_named(closure, closure.libraries[i], need.file);
      file = need.file;
      const auto* provider = at ? elf_of(closure.libraries[*at]) : nullptr;
      if (need.weak || provider == nullptr || defines(*provider, need.version)) continue;
      MissingSymbol missing;
      missing.needed_by = i;
      missing.library = *at;
      missing.version = need.version;
      missing.nearest = highest_like(need.version, provider->image.version_definitions);
      closure.symbols.push_back(std::move(missing));
    }
  }
}

void check_symbols(Closure& closure, bool of_all, bool ignore_versions) {
  constexpr auto* unmapped = "cannot be mapped into memory";
  // With a library missing, what it would have defined cannot be told from what nobody has.
  for (const auto& library : closure.libraries)
    if (library.status != LibraryStatus::found) return;
  const auto count = of_all ? closure.libraries.size() : 1;
  for (std::size_t i = 0; i < count; ++i) {
    const auto* elf = elf_of(closure.libraries[i]);
    if (elf == nullptr) continue;
    const auto needed = elf->needed_symbols();
    if (!needed) {
      closure.unreadable.push_back({elf->path(), unmapped});
      continue;
    }
    if (needed->incomplete) closure.incomplete.push_back(closure.libraries[i].path);
    Providers providers(closure, i);
    for (const auto& symbol : needed->symbols) {
      if (symbol.weak || providers.have(symbol, ignore_versions) || is_told(closure, i, symbol))
        continue;
      if (const auto* unread = providers.unread()) {
        closure.unreadable.push_back({unread->path(), unmapped});
        break;
      }
      MissingSymbol missing;
      missing.needed_by = i;
      missing.symbol = symbol.name;
      missing.version = symbol.version;
      missing.lazy = is_lazy(elf->image, symbol);
      closure.symbols.push_back(std::move(missing));
    }
  }
}

}  // namespace preflight::imports
