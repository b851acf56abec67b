#include "checks/imports/files.hpp"

#include <fmt/format.h>

#include <utility>

namespace preflight::imports {

namespace {

std::string words(pe::Fault fault) {
  switch (fault) {
    case pe::Fault::not_mz:
      return "is no program";
    case pe::Fault::not_pe:
      return "is a program for DOS or 16-bit Windows";
    case pe::Fault::truncated:
      return "ends within its headers";
  }
  return "is no program";
}

std::string words(elf::Fault fault) {
  switch (fault) {
    case elf::Fault::not_elf:
      return "is no program";
    case elf::Fault::truncated:
      return "ends within its headers";
    case elf::Fault::unknown_class:
      return "is damaged: its class is unknown";
  }
  return "is no program";
}

/// The loader maps what the headers tell of, and dies where that is not there.
NoProgram cut_short(std::uint64_t has, std::uint64_t told) {
  return {fmt::format("is cut short: it has {} bytes, and its headers tell of {}", has, told)};
}

void take(File& file, elf::Image image, std::unique_ptr<const char[]> texts) {
  if (image.content_end > image.size && !image.is_debug_info)
    file.content = cut_short(image.size, image.content_end);
  else
    file.content = std::make_unique<ElfFile>(std::move(image), std::move(texts), file);
}

/// False: it is for who has all of it to tell.
bool decode_in_pieces(File& file) {
  if (!file.opened.read) return false;
  Pieces pieces(file.opened.read, file.opened.size);
  auto decoded = elf::decode(pieces);
  auto* image = std::get_if<elf::Image>(&decoded);
  if (image == nullptr || pieces.gave_up()) return false;
  auto texts = elf::own_texts(*image);
  if (!texts) return false;
  take(file, std::move(*image), std::move(texts));
  return true;
}

void decode_pe(File& file, Bytes bytes) {
  auto image = pe::decode(bytes);
  if (const auto* fault = std::get_if<pe::Fault>(&image))
    file.content = NoProgram{words(*fault)};
  else if (const auto end = std::get<pe::Image>(image).content_end; end > bytes.size())
    file.content = cut_short(bytes.size(), end);
  else
    file.content = std::make_unique<PeFile>(std::move(std::get<pe::Image>(image)));
}

void decode_elf(File& file, Bytes bytes) {
  auto image = elf::decode(bytes);
  const auto* fault = std::get_if<elf::Fault>(&image);
  if (fault == nullptr) return take(file, std::move(std::get<elf::Image>(image)), nullptr);
  const auto text = as_text(bytes);
  const bool pointer = text.starts_with("version https://git-lfs");
  file.content = NoProgram{pointer                  ? "is a pointer of Git LFS, not the file itself"
                           : text.starts_with("#!") ? "is a script"
                           : text.starts_with("/* GNU ld") ? "is a text for the linker"
                                                           : words(*fault)};
}

void decode(File& file) {
  if (decode_in_pieces(file)) return;
  const auto mapped = file.opened.map ? file.opened.map() : Bytes{};
  if (const auto* error = std::get_if<SystemError>(&mapped)) {
    file.content = CannotOpen{OpenFault::failed, *error};
    return;
  }
  const auto bytes = std::get<Bytes>(mapped);
  if (bytes.empty())
    file.content = NoProgram{"is empty"};
  else if (bytes[0] == 'M')
    decode_pe(file, bytes);
  else
    decode_elf(file, bytes);
}

std::string words(const CannotOpen& cannot) {
  switch (cannot.fault) {
    case OpenFault::missing:
      return "not there";
    case OpenFault::directory:
      return "is a folder";
    case OpenFault::not_a_file:
      return "is no regular file";
    case OpenFault::denied:
    case OpenFault::failed:
      break;
  }
  return fmt::format("cannot be read: {} ({})", text(cannot.error), symbol(cannot.error));
}

}  // namespace

bool is_program_magic(Bytes bytes) {
  const auto text = as_text(bytes);
  return text.starts_with("MZ") || text.starts_with(
                                       "\x7f"
                                       "ELF");
}

Bytes OpenedFile::bytes() const {
  const auto mapped = map ? map() : Bytes{};
  const auto* all = std::get_if<Bytes>(&mapped);
  return all != nullptr ? *all : Bytes{};
}

const elf::SymbolTable* ElfFile::symbols() const {
  if (const auto* ready = ready_.load(std::memory_order_acquire)) return ready;
  const std::lock_guard lock(mutex_);
  const auto bytes = file_.opened.bytes();
  if (bytes.empty()) return nullptr;
  if (!symbols_) symbols_.emplace(image, bytes);
  ready_.store(&*symbols_, std::memory_order_release);
  return &*symbols_;
}

const std::string& ElfFile::path() const { return file_.path; }

std::optional<elf::NeededSymbols> ElfFile::needed_symbols() const {
  const auto bytes = file_.opened.bytes();
  if (bytes.empty()) return std::nullopt;
  return elf::needed_symbols(image, bytes);
}

PeFile::PeFile(pe::Image decoded)
    : image(std::move(decoded)), imports(pe::decode_imports(image)), exports(image) {}

const ElfFile* File::elf() const {
  const auto* found = std::get_if<std::unique_ptr<ElfFile>>(&content);
  return found != nullptr ? found->get() : nullptr;
}

const PeFile* File::pe() const {
  const auto* found = std::get_if<std::unique_ptr<PeFile>>(&content);
  return found != nullptr ? found->get() : nullptr;
}

bool File::is_missing() const { return fault() != nullptr && fault()->fault == OpenFault::missing; }

std::string File::why_not() const {
  if (const auto* cannot = fault()) return words(*cannot);
  if (const auto* no_program = std::get_if<NoProgram>(&content)) return no_program->why;
  return {};
}

const File& Files::get(const std::string& path) {
  Entry* entry = nullptr;
  {
    const std::lock_guard lock(mutex_);
    auto& slot = entries_[path];
    if (!slot) slot = std::make_unique<Entry>();
    entry = slot.get();
  }
  // Not call_once: that wakes others by a call of the system for each file, whether there are any.
  const std::lock_guard lock(entry->mutex);
  auto& file = entry->file;
  if (std::exchange(entry->opened, true)) return file;
  file.path = path;
  auto opened = system_.open(path);
  if (const auto* cannot = std::get_if<CannotOpen>(&opened)) {
    file.content = *cannot;
    return file;
  }
  file.opened = std::move(std::get<OpenedFile>(opened));
  file.identity = file.opened.identity;
  decode(file);
  return file;
}

bool Files::has_folder(const std::string& folder) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = folders_.find(folder);
    if (known != folders_.end()) return known->second;
  }
  const bool there = system_.has_folder(folder);
  const std::lock_guard lock(mutex_);
  return folders_.emplace(folder, there).first->second;
}

std::vector<std::string> Files::changed() {
  std::vector<std::string> paths;
  const std::lock_guard lock(mutex_);
  for (const auto& [path, entry] : entries_)
    if (entry->file.opened.changed && entry->file.opened.changed()) paths.push_back(path);
  return paths;
}

std::string folder_of(const std::string& path, char separator) {
  const auto at = separator == '/' ? path.rfind('/') : path.find_last_of("/\\");
  if (at == std::string::npos) return ".";
  return path.substr(0, at == 0 ? 1 : at);
}

std::string base_name(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

std::string joined(const std::string& folder, std::string_view name, char separator) {
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path = folder;
  if (!path.empty() && path.back() != '/' && path.back() != separator) path += separator;
  return path.append(name);
}

}  // namespace preflight::imports
