#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/environment_variable.hpp"
#include "checks/base/text.hpp"
#include "checks/python/location.hpp"

namespace preflight::python {

namespace {

// systemd.exec(5), "Environment variables in spawned processes": the PATH of a system service where
// nothing else is said.
constexpr std::string_view service_path =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::string read_small(const std::string& path) {
  constexpr std::size_t most = 65536;
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::string text(most, '\0');
  const auto got = file ? read(file.get(), text.data(), most) : 0;
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

bool is_there(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

// Links are kept: what a virtual environment is shows in the path only.
std::string absolute(const std::string& path) {
  if (path.starts_with('/')) return path;
  std::array<char, 4096> folder{};
  return getcwd(folder.data(), folder.size()) != nullptr ? std::string(folder.data()) + "/" + path
                                                         : path;
}

std::string find_in(std::string_view path, const std::string& name) {
  for (const auto folder : split(path, ':')) {
    auto candidate = std::string(folder) + "/" + name;
    struct stat status {};
    if (folder.starts_with('/') && stat(candidate.c_str(), &status) == 0 &&
        S_ISREG(status.st_mode) && access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return {};
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

void look_at_program(Location& at) {
  struct stat status {};
  if (stat(at.path.c_str(), &status) != 0) {
    at.presence = Presence::missing;
    if (errno == EACCES) {
      at.presence = Presence::denied;
      at.error = last_error();
    } else if (std::array<char, 4096> target{}; lstat(at.path.c_str(), &status) == 0) {
      at.presence = Presence::dangling;
      const auto size = readlink(at.path.c_str(), target.data(), target.size());
      at.link_target.assign(target.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    }
    return;
  }
  at.presence = S_ISDIR(status.st_mode) ? Presence::folder : Presence::found;
  if (at.presence == Presence::found && access(at.path.c_str(), X_OK) != 0) {
    at.presence = Presence::denied;
    at.error = last_error();
  }
}

void look_at_venv(Location& at) {
  const auto folder = folder_of(at.path);
  for (const auto& file : {folder + "/pyvenv.cfg", folder_of(folder) + "/pyvenv.cfg"}) {
    if (!is_there(file)) continue;
    at.venv_file = file;
    at.venv = decode_venv(read_small(file));
    for (const auto* name : {"/python3", "/python"})
      at.venv_base_there = at.venv_base_there || is_there(at.venv.home + name);
    return;
  }
}

}  // namespace

Location locate(const std::string& name) {
  Location at;
  at.path = name;
  if (name.find('/') == std::string::npos) {
    at.path = find_in(service_path, name);
    if (at.path.empty()) {
      at.path = name;
      at.user_path = find_in(environment_variable("PATH"), name);
      return at;
    }
  }
  at.path = absolute(at.path);
  look_at_program(at);
  look_at_venv(at);
  return at;
}

std::vector<std::string> service_environment() { return {"PATH=" + std::string(service_path)}; }

std::vector<std::string> user_environment() {
  std::vector<std::string> all;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    all.emplace_back(*entry);
  return all;
}

std::string service_folder() { return "/"; }

bool is_windows() { return false; }

}  // namespace preflight::python
