#include "tests/support/elf_builder.hpp"

#include <algorithm>

namespace preflight::test {

namespace {

class Builder {
 public:
  explicit Builder(const ElfRecipe& file) : file_(file), wide_(file.is_64_bit) {}

  std::string build() {
    const std::size_t header = wide_ ? 64 : 52, program_header = wide_ ? 56 : 32;
    out_.assign(header + 3 * program_header, '\0');
    std::size_t interpreter = 0;
    if (file_.interpreter) {
      interpreter = out_.size();
      out_ += *file_.interpreter + '\0';
    }
    const auto entries = file_.dynamic ? tables() : Entries{};
    align();
    const auto dynamic = out_.size();
    for (const auto& [tag, value] : entries) native(tag), native(value);
    const auto dynamic_size = out_.size() - dynamic;
    if (!file_.dynamic) out_ += std::string(16, '\0');
    put_headers(header, program_header);
    put_segment(header, 1, 0, out_.size());
    put_segment(header + program_header, file_.dynamic ? 2 : 0, dynamic, dynamic_size);
    put_segment(header + 2 * program_header, file_.interpreter ? 3 : 0, interpreter,
                file_.interpreter ? file_.interpreter->size() + 1 : 0);
    return out_;
  }

 private:
  using Entries = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

  void put(std::size_t at, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      out_[at + i] = static_cast<char>(value >> (8 * (file_.big_endian ? size - 1 - i : i)));
  }
  void append(std::uint64_t value, std::size_t size) {
    out_.append(size, '\0');
    put(out_.size() - size, value, size);
  }
  void native(std::uint64_t value) { append(value, wide_ ? 8 : 4); }
  void align() { out_.append((8 - out_.size() % 8) % 8, '\0'); }
  std::uint64_t text(const std::string& text) {
    const auto at = strings_.size();
    strings_ += text + '\0';
    return at;
  }

  Entries tables() {
    strings_.assign(1, '\0');
    Entries entries;
    for (const auto& name : file_.needed) entries.emplace_back(1, text(name));
    if (file_.soname) entries.emplace_back(14, text(*file_.soname));
    if (file_.rpath) entries.emplace_back(15, text(*file_.rpath));
    if (file_.runpath) entries.emplace_back(29, text(*file_.runpath));
    if (file_.flags_1 != 0) entries.emplace_back(0x6ffffffb, file_.flags_1);
    if (!file_.symbols.empty()) put_symbols(entries);
    if (!file_.version_needs.empty()) put_needs(entries);
    if (!file_.version_definitions.empty()) put_definitions(entries);
    align();
    entries.emplace_back(5, out_.size());
    entries.emplace_back(10, strings_.size());
    out_ += strings_;
    entries.emplace_back(0, 0);
    return entries;
  }

  void put_symbols(Entries& entries) {
    align();
    entries.emplace_back(6, out_.size());
    out_.append(wide_ ? 24 : 16, '\0');
    for (const auto& symbol : file_.symbols) {
      append(text(symbol.name), 4);
      const std::uint64_t info = symbol.weak ? 0x22 : 0x12, section = symbol.defined ? 1 : 0;
      if (!wide_) append(0, 8);
      append(info, 1), append(0, 1), append(section, 2);
      if (wide_) out_.append(16, '\0');
    }
    align();
    entries.emplace_back(4, out_.size());
    const auto count = file_.symbols.size() + 1;
    append(1, 4), append(count, 4), append(count - 1, 4);
    for (std::size_t i = 0; i < count; ++i) append(i == 0 ? 0 : i - 1, 4);
    const auto has_version = [](const ElfSymbol& symbol) { return symbol.version != 0; };
    if (std::none_of(file_.symbols.begin(), file_.symbols.end(), has_version)) return;
    align();
    entries.emplace_back(0x6ffffff0, out_.size());
    append(0, 2);
    for (const auto& symbol : file_.symbols) append(symbol.version, 2);
  }

  void put_needs(Entries& entries) {
    align();
    entries.emplace_back(0x6ffffffe, out_.size());
    entries.emplace_back(0x6fffffff, file_.version_needs.size());
    std::uint64_t index = 2;
    for (const auto& need : file_.version_needs) {
      const bool last = &need == &file_.version_needs.back();
      append(1, 2), append(1, 2), append(text(need.file), 4), append(16, 4),
          append(last ? 0 : 32, 4);
      append(0, 4), append(need.weak ? 2 : 0, 2), append(index++, 2), append(text(need.version), 4);
      append(0, 4);
    }
  }

  void put_definitions(Entries& entries) {
    align();
    entries.emplace_back(0x6ffffffc, out_.size());
    entries.emplace_back(0x6ffffffd, file_.version_definitions.size());
    std::uint64_t index = 1;
    for (const auto& name : file_.version_definitions) {
      const bool last = &name == &file_.version_definitions.back();
      append(1, 2), append(index == 1 ? 1 : 0, 2), append(index, 2), append(1, 2), append(0, 4);
      append(20, 4), append(last ? 0 : 28, 4);
      append(text(name), 4), append(0, 4);
      ++index;
    }
  }

  void put_headers(std::size_t header, std::size_t program_header) {
    out_.replace(0, 4,
                 "\x7f"
                 "ELF");
    put(4, wide_ ? 2 : 1, 1);
    put(5, file_.big_endian ? 2 : 1, 1);
    put(6, 1, 1);
    put(16, file_.type, 2);
    put(18, file_.machine, 2);
    put(20, 1, 4);
    put(wide_ ? 32 : 28, header, wide_ ? 8 : 4);
    put(wide_ ? 52 : 40, header, 2);
    put(wide_ ? 54 : 42, program_header, 2);
    put(wide_ ? 56 : 44, 3, 2);
  }

  void put_segment(std::size_t at, std::uint64_t type, std::uint64_t offset, std::uint64_t size) {
    put(at, type, 4);
    if (wide_) {
      put(at + 4, 5, 4);
      put(at + 8, offset, 8), put(at + 16, offset, 8), put(at + 24, offset, 8);
      put(at + 32, size, 8), put(at + 40, size, 8), put(at + 48, 0x1000, 8);
    } else {
      put(at + 4, offset, 4), put(at + 8, offset, 4), put(at + 12, offset, 4);
      put(at + 16, size, 4), put(at + 20, size, 4), put(at + 24, 5, 4), put(at + 28, 0x1000, 4);
    }
  }

  const ElfRecipe& file_;
  bool wide_;
  std::string out_{}, strings_{};
};

}  // namespace

std::string build_elf(const ElfRecipe& file) { return Builder(file).build(); }

}  // namespace preflight::test
