#include "tests/support/pe_builder.hpp"

#include <array>

namespace preflight::test {

namespace {

constexpr std::uint32_t section_rva = 0x1000, section_offset = 0x400;
constexpr std::uint64_t image_base = 0x10000000;

class Section {
 public:
  [[nodiscard]] std::uint32_t here() const {
    return section_rva + static_cast<std::uint32_t>(bytes_.size());
  }
  std::uint32_t text(const std::string& text) {
    const auto at = here();
    bytes_ += text + '\0';
    align();
    return at;
  }
  std::uint32_t room(std::size_t size) {
    align();
    const auto at = here();
    bytes_.append(size, '\0');
    return at;
  }
  void put(std::uint32_t rva, std::uint64_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      bytes_[rva - section_rva + i] = static_cast<char>(value >> (8 * i));
  }
  void u32(std::uint32_t rva, std::uint64_t value) { put(rva, value, 4); }
  void u16(std::uint32_t rva, std::uint64_t value) { put(rva, value, 2); }
  std::uint32_t raw(const std::string& bytes) {
    align();
    const auto at = here();
    bytes_ += bytes;
    return at;
  }
  void align() { bytes_.append((8 - bytes_.size() % 8) % 8, '\0'); }

  std::string bytes_{};
};

std::uint32_t narrow(std::size_t value) { return static_cast<std::uint32_t>(value); }

class Builder {
 public:
  explicit Builder(const PeRecipe& file) : file_(file), wide_(file.machine != 0x14c) {}

  std::string build() {
    add_imports();
    add_delay_imports();
    add_load_configuration();
    add_exports();
    add_resources();
    if (file_.managed) directories_[14] = {section_.room(72), 72};
    return headers() + section_.bytes_;
  }

 private:
  std::uint32_t thunks(const std::vector<std::string>& symbols, std::uint64_t add) {
    const std::uint32_t size = wide_ ? 8 : 4;
    const auto table = section_.room(size * (symbols.size() + 1));
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      std::uint64_t value = 0;
      if (symbols[i][0] == '#') {
        value = std::stoul(symbols[i].substr(1)) | (std::uint64_t{1} << (wide_ ? 63U : 31U));
      } else {
        // A hint of two bytes, then the name.
        section_.align();
        value = section_.here() + add;
        section_.bytes_ += std::string(2, '\0') + symbols[i] + '\0';
      }
      section_.put(table + narrow(i) * size, value, size);
    }
    section_.align();
    return table;
  }

  void add_imports() {
    if (file_.imports.empty()) return;
    const auto table = section_.room(20 * (file_.imports.size() + 1));
    for (std::size_t i = 0; i < file_.imports.size(); ++i) {
      const auto at = table + narrow(i) * 20;
      section_.u32(at + 12, section_.text(file_.imports[i].library));
      section_.u32(at, thunks(file_.imports[i].symbols, 0));
      section_.u32(at + 16, thunks(file_.imports[i].symbols, 0));
    }
    directories_[1] = {table, narrow(20 * (file_.imports.size() + 1))};
  }

  void add_delay_imports() {
    if (file_.delay_imports.empty()) return;
    const auto add = file_.old_delay_imports ? image_base : 0;
    const auto table = section_.room(32 * (file_.delay_imports.size() + 1));
    for (std::size_t i = 0; i < file_.delay_imports.size(); ++i) {
      const auto at = table + narrow(i) * 32;
      section_.u32(at, file_.old_delay_imports ? 0 : 1);
      section_.u32(at + 4, section_.text(file_.delay_imports[i].library) + add);
      section_.u32(at + 16, thunks(file_.delay_imports[i].symbols, add) + add);
    }
    directories_[13] = {table, narrow(32 * (file_.delay_imports.size() + 1))};
  }

  void add_load_configuration() {
    if (file_.load_flags == 0) return;
    constexpr std::uint32_t size = 0x60;
    const auto table = section_.room(size);
    section_.u32(table, size);
    section_.u16(table + (wide_ ? 0x4eU : 0x36U), file_.load_flags);
    directories_[10] = {table, size};
  }

  void add_exports() {
    if (file_.exports.empty()) return;
    const auto begin = section_.room(40);
    const auto count = file_.exports.size();
    const auto functions = section_.room(4 * count), names = section_.room(4 * count),
               ordinals = section_.room(2 * count);
    std::uint32_t named = 0;
    section_.u32(begin + 12, section_.text(file_.export_name));
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto& one = file_.exports[i];
      section_.u32(functions + i * 4,
                   one.forwarder.empty() ? section_rva - 0x800U : section_.text(one.forwarder));
      if (one.name.empty()) continue;
      section_.u32(names + named * 4, section_.text(one.name));
      section_.u16(ordinals + named * 2, i);
      ++named;
    }
    section_.u32(begin + 16, file_.ordinal_base);
    section_.u32(begin + 20, count);
    section_.u32(begin + 24, named);
    section_.u32(begin + 28, functions);
    section_.u32(begin + 32, names);
    section_.u32(begin + 36, ordinals);
    directories_[0] = {begin, section_.here() - begin};
  }

  /// type -> id 1 -> language 1033 -> data
  void add_resources() {
    std::vector<std::pair<std::uint32_t, std::string>> entries;
    if (file_.file_version != 0) {
      std::string version(40 + 16, '\0');
      const std::uint64_t fields[] = {0xfeef04bd, 0x10000, file_.file_version >> 32U,
                                      file_.file_version & 0xffffffffU};
      for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t b = 0; b < 4; ++b)
          version[40 + i * 4 + b] = static_cast<char>(fields[i] >> (8 * b));
      entries.emplace_back(16, version);
    }
    if (!file_.manifest.empty()) entries.emplace_back(24, file_.manifest);
    if (entries.empty()) return;
    const auto root = section_.room(16 + 8 * entries.size());
    section_.u16(root + 14, entries.size());
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      const auto by_id = section_.room(24), by_language = section_.room(24),
                 data = section_.room(16);
      section_.u32(root + 16 + i * 8, entries[i].first);
      section_.u32(root + 20 + i * 8, (by_id - root) | 0x80000000U);
      section_.u16(by_id + 14, 1);
      section_.u32(by_id + 16, 1);
      section_.u32(by_id + 20, (by_language - root) | 0x80000000U);
      section_.u16(by_language + 14, 1);
      section_.u32(by_language + 16, 1033);
      section_.u32(by_language + 20, data - root);
      section_.u32(data, section_.raw(entries[i].second));
      section_.u32(data + 4, entries[i].second.size());
    }
    directories_[2] = {root, section_.here() - root};
  }

  std::string headers() {
    std::string out(section_offset, '\0');
    const auto put = [&](std::size_t at, std::uint64_t value, std::size_t size) {
      for (std::size_t i = 0; i < size; ++i) out[at + i] = static_cast<char>(value >> (8 * i));
    };
    if (!file_.bound_imports.empty()) add_bound_imports(out);
    const std::size_t optional = 0x58, directories = optional + (wide_ ? 112 : 96),
                      sections = directories + 128;
    put(0, 0x5a4d, 2);
    put(0x3c, 0x40, 4);
    put(0x40, 0x4550, 4);
    put(0x44, file_.machine, 2);
    put(0x46, 1, 2);
    put(0x54, sections - optional, 2);
    put(0x56, file_.library ? 0x2022 : 0x22, 2);
    put(optional, wide_ ? 0x20b : 0x10b, 2);
    put(optional + (wide_ ? 24 : 28), image_base, wide_ ? 8 : 4);
    put(optional + 32, 0x1000, 4);
    put(optional + 36, 0x200, 4);
    put(optional + 56, section_rva + section_.bytes_.size(), 4);
    put(optional + 60, section_offset, 4);
    put(optional + 68, file_.subsystem, 2);
    put(directories - 4, 16, 4);
    for (std::size_t i = 0; i < 16; ++i) {
      put(directories + i * 8, directories_[i].first, 4);
      put(directories + i * 8 + 4, directories_[i].second, 4);
    }
    put(sections + 8, section_.bytes_.size(), 4);
    put(sections + 12, section_rva, 4);
    put(sections + 16, section_.bytes_.size(), 4);
    put(sections + 20, section_offset, 4);
    return out;
  }

  /// They stand in the headers, behind the table of sections.
  void add_bound_imports(std::string& out) {
    constexpr std::uint32_t begin = 0x200;
    std::size_t name = 8 * (file_.bound_imports.size() + 1);
    for (std::size_t i = 0; i < file_.bound_imports.size(); ++i) {
      out[begin + i * 8] = 1;
      out[begin + i * 8 + 4] = static_cast<char>(name);
      out.replace(begin + name, file_.bound_imports[i].size(), file_.bound_imports[i]);
      name += file_.bound_imports[i].size() + 1;
    }
    directories_[11] = {begin, narrow(name)};
  }

  const PeRecipe& file_;
  bool wide_;
  Section section_{};
  std::array<std::pair<std::uint32_t, std::uint32_t>, 16> directories_{};
};

}  // namespace

std::string build_pe(const PeRecipe& file) { return Builder(file).build(); }

std::vector<std::uint8_t> bytes_of(const std::string& text) { return {text.begin(), text.end()}; }

}  // namespace preflight::test
