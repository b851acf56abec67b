#include <windows.h>

#include <algorithm>

#include "checks/base/near_names.hpp"
#include "checks/base/text.hpp"
#include "checks/base/wide_windows.hpp"
#include "cli/run/program.hpp"

namespace preflight::run {

namespace {

constexpr std::size_t most_names = 20'000;
constexpr std::string_view usual_extensions = ".COM;.EXE;.BAT;.CMD";

std::string variable(const wchar_t* name) {
  std::wstring value(32768, L'\0');
  const auto size = GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size()));
  value.resize(size < value.size() ? size : 0);
  return to_utf8(value);
}

std::string extension_of(const std::string& path) {
  const auto name = path.substr(path.find_last_of("/\\:") + 1);
  const auto dot = name.rfind('.');
  return dot == std::string::npos ? std::string() : lower(name.substr(dot));
}

std::string absolute(const std::string& path) {
  std::wstring whole(32768, L'\0');
  const auto size = GetFullPathNameW(to_wide(path).c_str(), static_cast<DWORD>(whole.size()),
                                     whole.data(), nullptr);
  if (size == 0 || size >= whole.size()) return path;
  whole.resize(size);
  return to_utf8(whole);
}

Trouble trouble_at(const std::string& path) {
  const auto attributes = GetFileAttributesW(to_wide(path).c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES)
    return GetLastError() == ERROR_ACCESS_DENIED ? Trouble::denied : Trouble::missing;
  return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? Trouble::folder : Trouble::none;
}

std::vector<std::string> extensions() {
  const auto value = variable(L"PATHEXT");
  std::vector<std::string> all;
  for (const auto one : split(value.empty() ? usual_extensions : std::string_view(value), ';'))
    if (!one.empty()) all.push_back(lower(one));
  return all;
}

// As cmd.exe tries a name in a folder: as it stands where it has an extension, then with each of
// PATHEXT.
bool look_at(ProgramFacts& facts, const std::string& path) {
  std::vector<std::string> candidates;
  if (!extension_of(path).empty()) candidates.push_back(path);
  for (const auto& extension : extensions()) candidates.push_back(path + extension);
  for (const auto& candidate : candidates) {
    const auto trouble = trouble_at(candidate);
    if (trouble == Trouble::missing || (trouble != Trouble::none && !facts.path.empty())) continue;
    facts.path = absolute(candidate);
    facts.trouble = trouble;
    if (trouble == Trouble::denied) facts.error = {ERROR_ACCESS_DENIED};
    if (trouble == Trouble::none) return true;
  }
  return false;
}

void search(ProgramFacts& facts) {
  facts.searched = true;
  // NeedCurrentDirectoryForExePath: this variable, whatever its value, takes the folder out.
  SetLastError(ERROR_SUCCESS);
  const bool without_current =
      GetEnvironmentVariableW(L"NoDefaultCurrentDirectoryInExePath", nullptr, 0) > 0 ||
      GetLastError() == ERROR_SUCCESS;
  if (!without_current) facts.folders.emplace_back(".");
  const auto path = variable(L"PATH");
  for (auto folder : split(path, ';')) {
    folder = trim(folder);
    if (folder.size() > 1 && folder.front() == '"' && folder.back() == '"')
      folder = folder.substr(1, folder.size() - 2);
    if (!folder.empty()) facts.folders.emplace_back(folder);
  }
  for (const auto& folder : facts.folders)
    if (look_at(facts, folder + "\\" + facts.name)) return;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  WIN32_FIND_DATAW entry{};
  const HANDLE search = FindFirstFileW(to_wide(folder + "\\*").c_str(), &entry);
  if (search == INVALID_HANDLE_VALUE) return names;
  const auto wanted = extensions();
  do {
    const auto name = to_utf8(entry.cFileName);
    if ((entry.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0 &&
        std::find(wanted.begin(), wanted.end(), extension_of(name)) != wanted.end())
      names.push_back(name);
  } while (names.size() < most_names && FindNextFileW(search, &entry) != 0);
  FindClose(search);
  return names;
}

void look_for_near(ProgramFacts& facts) {
  const auto slash = facts.name.find_last_of("/\\");
  const auto folder = slash == std::string::npos ? std::string() : facts.name.substr(0, slash + 1);
  const auto folders = facts.searched ? facts.folders : std::vector<std::string>{folder};
  const bool whole = !extension_of(facts.name).empty();
  std::vector<std::string> names;
  for (const auto& one : folders)
    for (const auto& name : names_in(one))
      names.push_back(whole ? name : name.substr(0, name.rfind('.')));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<KnownName> known;
  for (auto& name : names) known.push_back({std::move(name), {}});
  for (const auto& one : near_names(facts.name.substr(folder.size()), known))
    facts.nearest.push_back(folder + one.name);
}

}  // namespace

ProgramFacts find_program(const std::string& name) {
  ProgramFacts facts;
  facts.name = name;
  facts.windows = true;
  facts.trouble = Trouble::missing;
  if (name.find_first_of("/\\:") != std::string::npos)
    look_at(facts, name);
  else if (!name.empty())
    search(facts);
  if (facts.trouble == Trouble::missing) look_for_near(facts);
  if (facts.trouble != Trouble::none) return facts;
  const auto extension = extension_of(facts.path);
  if (extension == ".bat" || extension == ".cmd") {
    facts.kind = Kind::batch;
    facts.script = true;
  } else if (extension != ".exe" && extension != ".com") {
    facts.trouble = Trouble::no_program;
  }
  return facts;
}

}  // namespace preflight::run
