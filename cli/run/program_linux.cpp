#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>

#include "checks/base/near_names.hpp"
#include "checks/base/text.hpp"
#include "checks/base/text_file_linux.hpp"
#include "checks/service/systemd_program.hpp"
#include "cli/run/program.hpp"

namespace preflight::run {

namespace {

// Where PATH is not set: confstr(3), _CS_PATH.
constexpr std::string_view usual_path = "/bin:/usr/bin";
constexpr std::size_t most_head = 4096;
constexpr std::size_t most_names = 20'000;

/// 0 where the file may be run, else an error number.
int trouble_at(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EACCES;
  return access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

bool is_on_noexec(const std::string& path) {
  struct statvfs mounted {};
  return statvfs(path.c_str(), &mounted) == 0 && (mounted.f_flag & ST_NOEXEC) != 0;
}

// EACCES stands for three things.
Trouble trouble_of(const std::string& path, int error) {
  switch (error) {
    case 0:
      return Trouble::none;
    case ENOENT:
    case ENOTDIR:
      return Trouble::missing;
    case EISDIR:
      return Trouble::folder;
    default:
      break;
  }
  struct stat status {};
  if (error != EACCES || stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
    return Trouble::denied;
  if (is_on_noexec(path)) return Trouble::no_exec_mount;
  return (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0 ? Trouble::not_executable
                                                               : Trouble::denied;
}

// As execvp(3): a file that may not be run is passed over, and told of where no other is found.
void search(ProgramFacts& facts) {
  facts.searched = true;
  facts.trouble = Trouble::missing;
  const char* const variable = std::getenv("PATH");
  for (const auto folder : split(variable == nullptr ? usual_path : variable, ':')) {
    // An empty entry is the current folder: environ(7).
    facts.folders.emplace_back(folder.empty() ? "." : folder);
    if (facts.trouble == Trouble::none) continue;
    const auto path = facts.folders.back() + "/" + facts.name;
    const int error = trouble_at(path);
    if (error != 0 && error != EACCES) continue;
    if (error == EACCES && facts.trouble != Trouble::missing) continue;
    facts.path = path;
    facts.error = {error};
    facts.trouble = trouble_of(path, error);
  }
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open_folder(opendir(folder.c_str()), closedir);
  while (open_folder && names.size() < most_names) {
    const auto* entry = readdir(open_folder.get());
    if (entry == nullptr) break;
    if (entry->d_type != DT_DIR) names.emplace_back(entry->d_name);
  }
  return names;
}

void look_for_near(ProgramFacts& facts) {
  const auto slash = facts.name.rfind('/');
  const auto folder = slash == std::string::npos ? std::string() : facts.name.substr(0, slash + 1);
  std::vector<std::string> names;
  if (!facts.searched)
    names = names_in(folder);
  else
    for (const auto& one : facts.folders)
      for (auto& name : names_in(one)) names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<KnownName> known;
  for (auto& name : names) known.push_back({std::move(name), {}});
  for (const auto& one : near_names(facts.name.substr(folder.size()), known))
    facts.nearest.push_back(folder + one.name);
  facts.here = facts.searched && trouble_at("./" + facts.name) != ENOENT;
}

void missing_or_denied(ProgramFacts& facts, const std::string& interpreter, int error) {
  if (error == 0) return;
  facts.interpreter = interpreter;
  facts.error = {error};
  facts.trouble = trouble_of(interpreter, error) == Trouble::missing ? Trouble::interpreter_missing
                                                                     : Trouble::interpreter_denied;
}

// "#!/usr/bin/env python3": what env(1) will look for. Its options are its own matter.
void look_through_env(ProgramFacts& facts, std::string_view head) {
  auto line = head.substr(2, head.find('\n') - 2);
  const auto words = split(trim(line.substr(0, line.find('\r'))), ' ');
  const auto word = std::find_if(words.begin() + 1, words.end(),
                                 [](std::string_view one) { return !one.empty(); });
  if (word == words.end() || word->starts_with('-') || word->find('=') != std::string_view::npos)
    return;
  ProgramFacts inner;
  inner.name = *word;
  if (word->find('/') != std::string_view::npos)
    inner.trouble = trouble_of(inner.name, trouble_at(inner.name));
  else
    search(inner);
  facts.interpreter = inner.name;
  if (inner.trouble == Trouble::missing) {
    facts.trouble = Trouble::interpreter_missing;
    facts.error = {ENOENT};
  } else if (line.ends_with('\r') && word + 1 == words.end()) {
    facts.trouble = Trouble::carriage_return;
  }
}

void look_at_script(ProgramFacts& facts, std::string_view bytes, const service::ProgramHead& head) {
  facts.script = true;
  facts.interpreter = head.interpreter;
  if (facts.trouble != Trouble::none) return;
  if (head.carriage_return) {
    facts.trouble = Trouble::carriage_return;
    return;
  }
  missing_or_denied(facts, head.interpreter, trouble_at(head.interpreter));
  if (facts.trouble == Trouble::none && head.interpreter.ends_with("/env"))
    look_through_env(facts, bytes);
}

/// elf(5): e_machine, in the order of bytes that e_ident tells.
unsigned machine_of(std::string_view bytes) {
  if (bytes.size() < 20) return 0;
  const auto low = static_cast<unsigned char>(bytes[18]),
             high = static_cast<unsigned char>(bytes[19]);
  return bytes[5] == 2 ? low * 256U + high : high * 256U + low;
}

// The kernel runs the 32-bit programs of its own family too, where it was built so.
bool may_run(unsigned own, unsigned other) {
  constexpr unsigned x86 = 3, x64 = 62, arm = 40, arm64 = 183;
  return other == own || (own == x64 && other == x86) || (own == arm64 && other == arm);
}

// With a handler (qemu-user, for one) the kernel runs anything: binfmt_misc.
bool has_handlers() {
  const auto names = names_in("/proc/sys/fs/binfmt_misc");
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return name != "." && name != ".." && name != "status" && name != "register";
  });
}

std::string machine_name(unsigned machine) {
  switch (machine) {
    case 3:
      return "x86";
    case 40:
      return "32-bit ARM";
    case 62:
      return "x86-64";
    case 183:
      return "64-bit ARM";
    case 243:
      return "RISC-V";
    default:
      return "ELF machine " + std::to_string(machine);
  }
}

void look_at_elf(ProgramFacts& facts, std::string_view bytes, const service::ProgramHead& head) {
  const auto own = machine_of(text_of_file("/proc/self/exe", most_head).value_or(""));
  const auto machine = machine_of(bytes);
  if (own != 0 && machine != 0 && !may_run(own, machine)) {
    if (has_handlers()) return;
    facts.trouble = Trouble::wrong_machine;
    facts.machine = machine_name(machine);
    return;
  }
  if (head.interpreter.empty()) return;
  missing_or_denied(facts, head.interpreter, trouble_at(head.interpreter));
}

// bash(1) takes a file for text that has no zero byte in its first line.
bool is_text(std::string_view bytes) {
  return bytes.substr(0, bytes.find('\n')).find('\0') == std::string_view::npos &&
         !bytes.starts_with("MZ");
}

// A file that may be run, but not be read, is left to the kernel.
void look_inside(ProgramFacts& facts) {
  const auto bytes = text_of_file(facts.path, most_head);
  if (!bytes) return;
  const auto head = service::decode_program_head(*bytes);
  if (head.script) return look_at_script(facts, *bytes, head);
  if (facts.trouble != Trouble::none) return;
  if (head.elf) return look_at_elf(facts, *bytes, head);
  if (!is_text(*bytes)) return;
  facts.kind = Kind::text;
  facts.script = true;
}

}  // namespace

ProgramFacts find_program(const std::string& name) {
  ProgramFacts facts;
  facts.name = name;
  if (name.empty() || name.find('/') != std::string::npos) {
    facts.path = name;
    facts.error = {trouble_at(name)};
    facts.trouble = trouble_of(name, facts.error.code);
  } else {
    search(facts);
  }
  if (facts.trouble == Trouble::missing)
    look_for_near(facts);
  else if (facts.trouble == Trouble::none || facts.trouble == Trouble::not_executable)
    look_inside(facts);
  return facts;
}

}  // namespace preflight::run
