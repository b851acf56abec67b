#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "checks/base/descriptor_linux.hpp"
#include "tests/support/actor.hpp"

namespace preflight::test {
namespace {

void check(bool good, const std::string& what) {
  if (!good) throw std::system_error(errno, std::generic_category(), what);
}

Descriptor open_descriptor(const std::string& path, int flags) {
  Descriptor file(open(path.c_str(), flags | O_CLOEXEC));
  check(static_cast<bool>(file), path);
  return file;
}

int keep(Held& held, Descriptor file) {
  auto kept = std::make_shared<Descriptor>(std::move(file));
  held.things.emplace_back(kept);
  return kept->get();
}

// The children hold all that was held so far, and end with their parent.
void fork_children(unsigned long count) {
  const pid_t parent = getpid();
  for (unsigned long i = 0; i < count; ++i) {
    const pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      while (getppid() == parent) pause();
      _exit(0);
    }
    tell("child " + std::to_string(child));
  }
}

// Told only when it is one: `waitid` with WNOWAIT comes back then and leaves it as it is.
void leave_zombie() {
  const pid_t child = fork();
  check(child >= 0, "fork");
  if (child == 0) _exit(0);
  siginfo_t info{};
  check(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0, "waitid");
  tell("child " + std::to_string(child));
}

void map_file(Held& held, const std::string& path) {
  const Descriptor file = open_descriptor(path, O_RDWR);
  struct stat status {};
  check(fstat(file.get(), &status) == 0, "fstat");
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const start = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  check(start != MAP_FAILED, "mmap");
  held.things.emplace_back(
      std::shared_ptr<void>(start, [size](void* mapped) { munmap(mapped, size); }));
}

void become_user(unsigned long user) {
  check(setgid(static_cast<gid_t>(user)) == 0, "setgid");
  check(setuid(static_cast<uid_t>(user)) == 0, "setuid");
  // A change of user makes /proc/self root's own again; a real server of that user owns its own.
  check(prctl(PR_SET_DUMPABLE, 1) == 0, "PR_SET_DUMPABLE");
}

}  // namespace

void open_file(Held& held, const std::string& path, const std::string& mode) {
  keep(held, open_descriptor(path, mode == "r" ? O_RDONLY : O_RDWR));
}

void lock_bytes(Held& held, Words arguments) {
  if (arguments.size() < 3) throw std::invalid_argument("lock FILE OFFSET LENGTH");
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = std::stol(arguments[1]);
  lock.l_len = std::stol(arguments[2]);
  int command = F_SETLK;
  for (const std::string& option : arguments.subspan(3)) {
    if (option == "read") lock.l_type = F_RDLCK;
    if (option == "ofd") command = F_OFD_SETLK;
  }
  const int file = keep(held, open_descriptor(arguments[0], O_RDWR));
  check(fcntl(file, command, &lock) == 0, "fcntl");
}

bool run_native(Held& held, const std::string& verb, Words arguments) {
  if (verb == "zombie") {
    leave_zombie();
    return true;
  }
  if (arguments.size() != 1) return false;
  const std::string& argument = arguments[0];
  if (verb == "fork")
    fork_children(std::stoul(argument));
  else if (verb == "setuid")
    become_user(std::stoul(argument));
  else if (verb == "name")
    check(prctl(PR_SET_NAME, argument.c_str()) == 0, "PR_SET_NAME");
  else if (verb == "map")
    map_file(held, argument);
  else if (verb == "chdir")
    check(chdir(argument.c_str()) == 0, argument);
  else
    return false;
  return true;
}

int launch(Words arguments, bool leave) {
  std::vector<std::string> words{"/proc/self/exe"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t child = 0;
  const int error = posix_spawn(&child, argv[0], nullptr, nullptr, argv.data(), ::environ);
  if (error != 0) throw std::system_error(error, std::generic_category(), "posix_spawn");
  if (leave) return 0;
  int status = 0;
  check(waitpid(child, &status, 0) == child, "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

std::uint32_t own_pid() { return static_cast<std::uint32_t>(getpid()); }

std::vector<std::string> arguments_of(int argc, char** argv) { return {argv + 1, argv + argc}; }

}  // namespace preflight::test
