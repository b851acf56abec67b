#include "checks/service/systemd_files_linux.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "checks/base/child_linux.hpp"
#include "checks/base/descriptor_linux.hpp"
#include "checks/base/text.hpp"
#include "checks/service/systemd_environment.hpp"
#include "checks/service/systemd_program.hpp"

namespace preflight::service {

namespace {

/// Whose rights count. Empty: not known, or root, to whom all is allowed.
struct LinuxAccount {
  uid_t uid{};
  std::vector<gid_t> groups{};
};

// The name service itself is asked, in a process of its own: our static program has no plug-ins.
ChildResult getent(const std::vector<std::string>& words, Deadline deadline) {
  const auto program = first_program({"/usr/bin/getent", "/bin/getent"});
  if (program.empty()) return {{ENOENT}, std::nullopt, false, false, {}, {}};
  return run_child({program, words}, deadline);
}

Known known(const ChildResult& answer) {
  constexpr int no_such_key = 2;  // getent(1)
  if (answer.exit_code == 0) return Known::yes;
  return answer.exit_code == no_such_key ? Known::no : Known::unasked;
}

// "name:x:UID:GID:...", and "GID GID ..." of `id`-like initgroups: "name   0 4 27".
std::optional<LinuxAccount> account_of(const std::string& user, const std::string& passwd,
                                       const std::string& group, Deadline deadline) {
  const auto fields = split(passwd, ':');
  if (fields.size() < 4) return std::nullopt;
  const auto uid = parse_unsigned(fields[2]), gid = parse_unsigned(fields[3]);
  if (!uid || !gid || *uid == 0) return std::nullopt;
  LinuxAccount account{static_cast<uid_t>(*uid), {static_cast<gid_t>(*gid)}};
  const auto own = getent({"initgroups", "--", user}, deadline);
  if (own.exit_code != 0) return std::nullopt;
  for (const auto word : split(trim(own.output), ' '))
    if (const auto id = parse_unsigned(word)) account.groups.push_back(static_cast<gid_t>(*id));
  if (group.empty()) return account;
  const auto named = getent({"group", "--", group}, deadline);
  const auto parts = split(named.output, ':');
  if (parts.size() < 3 || !parse_unsigned(parts[2])) return std::nullopt;
  account.groups.push_back(static_cast<gid_t>(*parse_unsigned(parts[2])));
  return account;
}

// path_resolution(7): owner, group or others, whichever comes first. Nothing with an ACL.
std::optional<bool> may(const LinuxAccount& account, const std::string& path, unsigned wanted) {
  struct stat st {};
  if (stat(path.c_str(), &st) != 0) return std::nullopt;
  if (getxattr(path.c_str(), "system.posix_acl_access", nullptr, 0) > 0) return std::nullopt;
  const bool in_group =
      std::find(account.groups.begin(), account.groups.end(), st.st_gid) != account.groups.end();
  const unsigned shift = st.st_uid == account.uid ? 6 : in_group ? 3 : 0;
  return (static_cast<unsigned>(st.st_mode) >> shift & wanted) == wanted;
}

// Every folder on the way must be entered (1), then the file itself be read (4) or executed (1).
std::optional<bool> may_reach(const std::optional<LinuxAccount>& account, const std::string& path,
                              unsigned wanted) {
  if (!account) return std::nullopt;
  for (auto slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1))
    if (const auto enters = may(*account, path.substr(0, slash), 1); enters != true) return enters;
  return may(*account, path, wanted);
}

PathLook look_at(const std::string& path, const std::optional<LinuxAccount>& account,
                 unsigned wanted) {
  PathLook look;
  look.path = path;
  struct stat st {};
  if (stat(path.c_str(), &st) != 0) {
    look.status = last_error();
    look.missing = is_missing(look.status);
    return look;
  }
  look.directory = S_ISDIR(st.st_mode);
  look.allowed = may_reach(account, path, wanted);
  return look;
}

// systemd.service(5): a name without a slash is looked for in these folders.
std::string resolve(const std::string& path) {
  if (path.find('/') != std::string::npos) return path;
  for (const auto* folder :
       {"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"})
    if (access((folder + path).c_str(), X_OK) == 0) return folder + path;
  return path;
}

void look_inside(ProgramLook& look) {
  const auto& path = look.file.path;
  // O_NONBLOCK: a FIFO in its place must not make us wait.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return;  // to execute it, nobody needs to read it
  std::string bytes(4096, '\0');
  const auto count = pread(file.get(), bytes.data(), bytes.size(), 0);
  if (count < 0) return;
  bytes.resize(static_cast<std::size_t>(count));
  const auto head = decode_program_head(bytes);
  look.script = head.script;
  look.unknown_format = !head.elf && !head.script;
  look.carriage_return = head.carriage_return;
  if (!head.interpreter.empty()) look.interpreter = look_at(head.interpreter, std::nullopt, 1);
}

ProgramLook look_at_program(std::size_t index, const Command& command,
                            const std::optional<LinuxAccount>& account) {
  ProgramLook look;
  look.command = index;
  look.file = look_at(resolve(command.path), account, 1);
  if (look.file.status.code != 0 || look.file.directory) return look;
  struct stat st {};
  constexpr mode_t any_execute = 0111;
  if (stat(look.file.path.c_str(), &st) != 0) return look;
  look.executable = (st.st_mode & any_execute) != 0;
  struct statvfs volume {};
  if (statvfs(look.file.path.c_str(), &volume) == 0) look.noexec = (volume.f_flag & ST_NOEXEC) != 0;
  if (S_ISREG(st.st_mode)) look_inside(look);
  return look;
}

/// The variables that the loader of Linux goes by (ld.so(8)).
struct LoaderVariables {
  std::string library_path{}, preload{};
  std::string unseen{};  ///< a file that may set them and may not be read
};

constexpr std::size_t most_of_environment = std::size_t{1024} * 1024;
constexpr std::size_t most_variables = 1000;

// Files come after Environment=, and the last one wins (systemd.exec(5)). What else they hold is
// nobody's affair and goes to `all` only where that is wanted.
LoaderVariables loader_variables(const Unit& unit, std::vector<std::string>* all) {
  LoaderVariables found;
  const auto take = [&](std::string_view text) {
    if (auto value = value_in_file(text, "LD_LIBRARY_PATH")) found.library_path = *value;
    if (auto value = value_in_file(text, "LD_PRELOAD")) found.preload = *value;
  };
  for (const auto& line : unit.environment) take(line);
  for (const auto& [path, may_miss] : unit.environment_files) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file) {
      if (!is_missing(last_error())) found.unseen = path;
      continue;
    }
    std::string text(most_of_environment, '\0');
    const auto count = pread(file.get(), text.data(), text.size(), 0);
    if (count < 0) found.unseen = path;
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    take(text);
    if (all == nullptr) continue;
    const auto variables = variables_in_file(text);
    const auto room = most_variables - std::min(most_variables, all->size());
    all->insert(all->end(), variables.begin(),
                variables.begin() + static_cast<std::ptrdiff_t>(std::min(room, variables.size())));
  }
  return found;
}

std::vector<std::string> folders_of(std::string_view text, std::string_view separators) {
  std::vector<std::string> folders;
  while (!text.empty()) {
    const auto end = text.find_first_of(separators);
    if (end != 0) folders.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return folders;
}

// A script loads what its interpreter does.
void look_at_libraries(ProgramLook& look, const LoaderVariables& variables, Deadline deadline) {
  if (look.file.status.code != 0 || look.file.directory || !look.executable ||
      look.unknown_format || look.carriage_return)
    return;
  imports::Query query;
  query.file = look.script && look.interpreter ? look.interpreter->path : look.file.path;
  if (look.script && (!look.interpreter || look.interpreter->status.code != 0)) return;
  query.environment = {
      {}, {}, folders_of(variables.library_path, ":;"), folders_of(variables.preload, ": ")};
  auto facts = imports::probe(query, deadline);
  // To execute it nobody needs to read it, and the kernel runs other formats than ELF
  // (binfmt_misc).
  if (facts.closures.empty() || facts.closures.front().no_program) return;
  look.libraries = std::move(facts);
}

bool is_number(const std::string& text) { return parse_unsigned(text).has_value(); }

}  // namespace

void look_at_files(SystemdFacts& facts, bool record, Deadline deadline) {
  auto& unit = facts.unit;
  std::optional<LinuxAccount> account;
  if (!unit.dynamic_user && !unit.group.empty() && !is_number(unit.group))
    facts.group = known(getent({"group", "--", unit.group}, deadline));
  if (!unit.dynamic_user && !unit.user.empty() && !is_number(unit.user)) {
    const auto passwd = getent({"passwd", "--", unit.user}, deadline);
    facts.user = known(passwd);
    if (facts.user == Known::yes && facts.group != Known::no)
      account = account_of(unit.user, passwd.output, unit.group, deadline);
  }
  if (!unit.root_directory.empty()) return;
  for (std::size_t i = 0; i < unit.commands.size(); ++i)
    facts.programs.push_back(look_at_program(i, unit.commands[i], account));
  std::vector<std::string> all;
  if (record || !is_up(unit)) {
    const auto variables = loader_variables(unit, record ? &all : nullptr);
    facts.environment_unseen = variables.unseen;
    if (!is_up(unit))
      for (auto& look : facts.programs) look_at_libraries(look, variables, deadline);
  }
  unit.environment.insert(unit.environment.end(), all.begin(), all.end());
  if (unit.working_directory.starts_with('/'))
    facts.folder = look_at(unit.working_directory, account, 1);
  for (const auto& file : unit.environment_files)
    if (!file.may_miss && file.path.find_first_of("*?[") == std::string::npos)
      facts.environment_files.push_back(look_at(file.path, std::nullopt, 4));
}

}  // namespace preflight::service
