#include "cli/bundle/user_names.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "cli/bundle/none.hpp"

namespace preflight::bundle {

namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_names = 64;

bool is_of_every_system(std::string_view name) {
  constexpr std::array<std::string_view, 30> names{
      "root",          "system",          "localsystem",    "local service",
      "localservice",  "network service", "networkservice", "nobody",
      "administrator", "administrators",  "public",         "default",
      "all users",     "default user",    "daemon",         "bin",
      "www-data",      "postgres",        "mysql",          "nginx",
      "nt authority",  "builtin",         "nt service",     "localhost",
      "user",          "users",           "host",           "service",
      "workgroup",     "unknown"};
  return std::find(names.begin(), names.end(), name) != names.end() || name.starts_with("systemd-");
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

// "app.db" and "my-app" are other names than "app"; "alice." ends a sentence.
bool borders(std::string_view text, std::size_t begin, std::size_t end) {
  const auto joined = [&](std::size_t dot, std::size_t other) {
    return text[dot] == '.' && other < text.size() && is_name_byte(text[other]);
  };
  if (begin > 0 && (is_name_byte(text[begin - 1]) || joined(begin - 1, begin - 2))) return false;
  return end >= text.size() || !(is_name_byte(text[end]) || joined(end, end + 1));
}

}  // namespace

void UserNames::learn(std::string_view name, std::string_view word, std::size_t& count) {
  const auto key = lower(name);
  if (key.size() < 2 || key.size() > longest_name || is_of_every_system(key)) return;
  if (names.size() >= most_names || names.find(key) != names.end()) return;
  const auto digits = key.find_first_not_of("0123456789") == none;
  if (digits) return;
  names.emplace(key, std::string(word) + std::to_string(++count));
}

void UserNames::learn_user(std::string_view name) {
  const auto slash = name.find('\\');
  if (slash != none) {
    // Of "NT AUTHORITY\SYSTEM" neither half is anybody's.
    if (is_of_every_system(lower(name.substr(0, slash)))) return;
    learn_host(name.substr(0, slash));
    name.remove_prefix(slash + 1);
  }
  learn(name, "user", users);
}

void UserNames::learn_host(std::string_view name) {
  learn(name, "host", hosts);
  // "web7.example.org" is called "web7" as well.
  const auto dot = name.find('.');
  if (dot != none && dot > 0) learn(name.substr(0, dot), "host", hosts);
}

void UserNames::learn_folders(std::string_view text) {
  const auto all = lower(text);
  for (const std::string_view folder : {"/home/", "\\users\\", "/users/", "\\\\users\\\\"}) {
    for (auto at = all.find(folder); at != none; at = all.find(folder, at + 1)) {
      const auto begin = at + folder.size();
      const auto rest = std::string_view{all}.substr(begin, longest_name + 1);
      const auto end = rest.find_first_of(std::string_view{"/\\\"'<>|:;, \t\r\n\0", 15});
      const auto name = rest.substr(0, end);
      if (name.size() <= longest_name) learn(name, "user", users);
    }
  }
}

std::string UserNames::replaced(std::string_view text) const {
  std::string result{text};
  for (const auto& [name, word] : names) {
    auto all = lower(result);
    std::string changed;
    std::size_t done = 0;
    for (auto at = all.find(name); at != none; at = all.find(name, at + 1)) {
      if (at < done || !borders(result, at, at + name.size())) continue;
      changed.append(result, done, at - done).append(word);
      done = at + name.size();
    }
    if (done > 0) result = changed.append(result, done);
  }
  return result;
}

std::map<std::string, std::string> UserNames::tags() const {
  std::map<std::string, std::string> all;
  for (const auto& [name, word] : names) all[word] = word.starts_with("user") ? "user" : "host";
  return all;
}

}  // namespace preflight::bundle
