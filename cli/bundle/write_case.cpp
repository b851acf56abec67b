#include "cli/bundle/write_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/file_status.hpp"
#include "cli/bundle/files.hpp"
#include "cli/bundle/logs.hpp"
#include "cli/init/folder.hpp"
#include "cli/terminal.hpp"
#include "report/words.hpp"

namespace preflight::bundle {

namespace {

std::string in_words(const SystemError& error) {
  return fmt::format("{} ({})", text(error), symbol(error));
}

std::optional<FileKind> kind_of(const std::string& path) {
  const auto status = file_status(path);
  const auto* found = std::get_if<FileStatus>(&status);
  return found != nullptr ? std::optional(found->kind) : std::nullopt;
}

bool ends_in_zip(const std::string& path) {
  constexpr std::string_view end = ".zip";
  return path.size() >= end.size() &&
         std::equal(end.begin(), end.end(), path.end() - static_cast<std::ptrdiff_t>(end.size()),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

/// What was made of a folder, to be taken back where the rest cannot be made.
class NewFolder {
 public:
  explicit NewFolder(std::string folder) : path(std::move(folder)) {}

  std::optional<std::string> fill(const std::vector<ZipEntry>& files) {
    if (auto error = make("")) return error;
    for (const auto& [name, bytes] : files) {
      const auto slash = name.rfind('/');
      if (slash != std::string::npos)
        if (auto error = make("/" + name.substr(0, slash))) return error;
      const auto file = path + "/" + name;
      if (const auto error = write_whole(file, bytes)) return take_back(*error);
      written.push_back(file);
    }
    return std::nullopt;
  }

 private:
  std::string path;
  std::vector<std::string> folders{};
  std::vector<std::string> written{};

  std::optional<std::string> make(const std::string& name) {
    if (kind_of(path + name) == FileKind::directory) return std::nullopt;
    if (const auto error = make_folder(path + name)) return take_back(*error);
    folders.push_back(path + name);
    return std::nullopt;
  }

  std::string take_back(const SystemError& error) {
    auto words = in_words(error);
    for (const auto& file : written) remove_file(file);
    for (auto folder = folders.rbegin(); folder != folders.rend(); ++folder)
      remove_empty_folder(*folder);
    return words;
  }
};

}  // namespace

CasePlace place_of(const std::string& output, const std::string& host, Timestamp time) {
  if (!output.empty()) {
    auto path = output;
    const bool slash = path.back() == '/' || path.back() == '\\';
    while (path.size() > 1 && (path.back() == '/' || path.back() == '\\')) path.pop_back();
    const bool folder = slash || kind_of(output) == FileKind::directory || !ends_in_zip(output);
    return {std::move(path), folder};
  }
  // "2026-11-21T20:15:00.250Z"
  auto stamp = rfc3339(time).substr(0, 19);
  stamp.erase(
      std::remove_if(stamp.begin(), stamp.end(), [](char c) { return c == '-' || c == ':'; }),
      stamp.end());
  std::replace(stamp.begin(), stamp.end(), 'T', '-');
  return {fmt::format("preflight-{}-{}.zip", host.empty() ? "host" : plain_name(host), stamp),
          false};
}

std::optional<std::string> in_the_way(const CasePlace& place) {
  const auto kind = kind_of(place.path);
  if (!kind) return std::nullopt;
  if (!place.folder) {
    // A device or a pipe is written into.
    if (*kind != FileKind::regular) return std::nullopt;
    return fmt::format("{} is there already; name another file, or replace it with --force",
                       place.path);
  }
  if (*kind != FileKind::directory)
    return fmt::format("{} is there already, and no folder; name a folder or a NAME.zip",
                       place.path);
  if (init::list_folder(place.path, 1).entries.empty()) return std::nullopt;
  return fmt::format("{} is not empty; name another folder, or write into it with --force",
                     place.path);
}

std::optional<std::string> write_case(const CasePlace& place, const std::vector<ZipEntry>& files,
                                      Timestamp time) {
  if (place.folder) return NewFolder(place.path).fill(files);
  const auto archive = write_zip(files, time);
  if (const auto* error = std::get_if<ZipError>(&archive)) return error->message;
  if (const auto error = write_whole(place.path, std::get<std::string>(archive)))
    return in_words(*error);
  return std::nullopt;
}

}  // namespace preflight::bundle
