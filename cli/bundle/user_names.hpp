// Names of users and hosts, and what stands for them: "user1", "host1". Accounts that every system
// has (root, SYSTEM) stay. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace preflight::bundle {

class UserNames {
 public:
  /// "alice", or "HOST\\alice", of which both become other names.
  void learn_user(std::string_view name);
  void learn_host(std::string_view name);
  /// The users whose folders are named: "/home/alice", "C:\\Users\\alice".
  void learn_folders(std::string_view text);

  /// Each name that stands there as a word, in whatever case, is replaced.
  [[nodiscard]] std::string replaced(std::string_view text) const;

  /// "user1": "user".
  [[nodiscard]] std::map<std::string, std::string> tags() const;

 private:
  std::map<std::string, std::string, std::less<>> names{};  ///< in small letters: "user1"
  std::size_t users{}, hosts{};

  void learn(std::string_view name, std::string_view word, std::size_t& count);
};

}  // namespace preflight::bundle
