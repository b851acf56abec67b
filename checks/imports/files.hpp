// The files that a search looks at. Each is read and decoded once, however many programs load it;
// many threads may ask at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "checks/base/file_identity.hpp"
#include "checks/base/system_error.hpp"
#include "checks/imports/elf.hpp"
#include "checks/imports/elf_symbols.hpp"
#include "checks/imports/pe.hpp"

namespace preflight::imports {

/// A file, open for as long as `keep` lives. All of it may be called from many threads at a time.
struct OpenedFile {
  std::uint64_t size{};
  FileIdentity identity{};
  /// All its bytes, in memory from the first call on. Empty where the file is.
  std::function<std::variant<Bytes, SystemError>()> map{};
  ReadAt read{};  ///< empty where it is in memory already
  /// True where the file was cut short while it was read: what was read of it is worth nothing.
  std::function<bool()> changed{};
  std::shared_ptr<const void> keep{};

  /// Of `map`; none where that fails.
  [[nodiscard]] Bytes bytes() const;
};

enum class OpenFault { missing, directory, not_a_file, denied, failed };

struct CannotOpen {
  OpenFault fault{};
  SystemError error{};
};

/// The files of a folder and below, and the folders that could not be looked into.
struct Listing {
  std::vector<std::string> files{};
  std::vector<std::pair<std::string, SystemError>> unread{};
};

/// How the system is asked, so that a search can be tested on a system that is not there. All of it
/// may be called from many threads at a time.
struct FileSystem {
  std::function<std::variant<OpenedFile, CannotOpen>(const std::string& path)> open{};
  /// Do its first bytes say that it is a program? Far cheaper than to open it.
  std::function<std::variant<bool, SystemError>(const std::string& path)> may_be_program{};
  std::function<bool(const std::string& folder)> has_folder{};
  /// The path of `name` (of a file, in any case) in `folder`; nothing where it is not there.
  std::function<std::optional<std::string>(const std::string& folder, const std::string& name)>
      find{};
  /// Why `find` could not look into this folder; nothing where it could. May be empty.
  std::function<std::optional<SystemError>(const std::string& folder)> unlisted{};
  /// Without following links to folders.
  std::function<Listing(const std::string& folder)> list{};
  /// Paths of the folders right below `folder`.
  std::function<std::vector<std::string>(const std::string& folder)> folders{};
  char separator{'/'};
};

/// "\x7fELF" or "MZ".
bool is_program_magic(Bytes bytes);

struct File;

class ElfFile {
 public:
  /// `texts`: what the image's text points to; null: to the bytes of the file. `file` must outlive
  /// it.
  ElfFile(elf::Image decoded, std::unique_ptr<const char[]> texts, const File& file)
      : image(std::move(decoded)), texts_(std::move(texts)), file_(file) {}
  ElfFile(const ElfFile&) = delete;
  ElfFile& operator=(const ElfFile&) = delete;

  /// The file is mapped for it by the first call; most are never asked. None where that fails.
  [[nodiscard]] const elf::SymbolTable* symbols() const;
  /// None where the file cannot be mapped.
  [[nodiscard]] std::optional<elf::NeededSymbols> needed_symbols() const;

  [[nodiscard]] const std::string& path() const;

  const elf::Image image;

 private:
  std::unique_ptr<const char[]> texts_;
  const File& file_;
  mutable std::mutex mutex_{};
  mutable std::optional<elf::SymbolTable> symbols_{};
  mutable std::atomic<const elf::SymbolTable*> ready_{};
};

struct PeFile {
  explicit PeFile(pe::Image decoded);
  PeFile(const PeFile&) = delete;
  PeFile& operator=(const PeFile&) = delete;

  pe::Image image;
  pe::Imports imports;
  pe::Exports exports;
};

/// It is there, but the loader of no system would take it: "is empty", "ends within its headers".
struct NoProgram {
  std::string why{};
};

struct File {
  std::string path{};
  std::variant<CannotOpen, NoProgram, std::unique_ptr<ElfFile>, std::unique_ptr<PeFile>> content{};
  FileIdentity identity{};
  OpenedFile opened{};

  [[nodiscard]] const ElfFile* elf() const;
  [[nodiscard]] const PeFile* pe() const;
  [[nodiscard]] const CannotOpen* fault() const { return std::get_if<CannotOpen>(&content); }
  [[nodiscard]] bool is_missing() const;
  /// Why it is passed over, in words; empty where it is a program or library.
  [[nodiscard]] std::string why_not() const;
};

class Files {
 public:
  explicit Files(FileSystem system) : system_(std::move(system)) {}

  /// Lives as long as this does.
  const File& get(const std::string& path);
  [[nodiscard]] const FileSystem& system() const { return system_; }

  /// As of FileSystem, and remembered.
  bool has_folder(const std::string& folder);

  /// Files that were cut short while they were read.
  std::vector<std::string> changed();

 private:
  struct Entry {
    std::mutex mutex{};
    bool opened{};
    File file{};
  };

  FileSystem system_;
  std::mutex mutex_{};
  std::unordered_map<std::string, std::unique_ptr<Entry>> entries_{};
  std::unordered_map<std::string, bool> folders_{};
};

/// The folder of a path, without a separator at its end ("/" for "/x"); "." where it has none.
std::string folder_of(const std::string& path, char separator);
std::string base_name(const std::string& path);  ///< behind the last separator of any system
std::string joined(const std::string& folder, std::string_view name, char separator);

}  // namespace preflight::imports
