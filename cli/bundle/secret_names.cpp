#include "cli/bundle/secret_names.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "checks/base/text.hpp"

namespace preflight::bundle {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "clientSecret", "client_secret" and "CLIENT-SECRET" are "client", "secret".
std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool letter = is_upper(c) || is_lower(c) || (c >= '0' && c <= '9');
    const bool hump = i > 0 && is_upper(c) && is_lower(name[i - 1]);
    if ((!letter || hump) && !parts.back().empty()) parts.emplace_back();
    if (letter) parts.back() += lower(c);
  }
  if (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  return parts;
}

// What such a name leads to is no secret: a file, or something about it.
constexpr std::array<std::string_view, 23> about_secrets{
    "file", "path",   "dir",     "folder", "length", "len",     "count",   "timeout",
    "type", "policy", "url",     "uri",    "expiry", "expires", "age",     "id",
    "name", "sock",   "enabled", "min",    "max",    "method",  "required"};

constexpr std::array<std::string_view, 26> secret_parts{
    "password",  "passwd",    "pwd",    "passphrase", "passcode",    "pass",          "secret",
    "secrets",   "token",     "apikey", "credential", "credentials", "authorization", "auth",
    "signature", "bearer",    "cookie", "jwt",        "storepass",   "keypass",       "passin",
    "passout",   "sharedkey", "pin",    "otp",        "accountkey"};

// With "key" behind them: "api_key", "AccountKey".
constexpr std::array<std::string_view, 14> key_kinds{
    "api",     "access", "private",    "secret", "shared",  "account",  "master",
    "signing", "auth",   "encryption", "app",    "service", "consumer", "session"};

// A part that goes on without a border: PGPASSWORD, DBPASS, authtoken.
bool is_glued(std::string_view part) {
  constexpr std::array<std::string_view, 4> inside{"password", "passwd", "passphrase", "secret"};
  if (std::any_of(inside.begin(), inside.end(),
                  [&](std::string_view word) { return part.find(word) != std::string_view::npos; }))
    return true;
  constexpr std::array<std::string_view, 5> at_end{"token", "apikey", "pwd", "accesskey",
                                                   "privatekey"};
  if (std::any_of(at_end.begin(), at_end.end(),
                  [&](std::string_view word) { return part.ends_with(word); }))
    return part != "oldpwd";
  constexpr std::array<std::string_view, 5> no_pass{"bypass", "compass", "encompass", "trespass",
                                                    "surpass"};
  return part.ends_with("pass") && part.size() > 4 && !is_one_of(part, no_pass);
}

bool is_all_upper(std::string_view name) {
  return std::none_of(name.begin(), name.end(), is_lower);
}

}  // namespace

bool is_secret_name(std::string_view name) {
  if (name.size() > 128) name.remove_prefix(name.size() - 128);
  const auto parts = parts_of(name);
  if (parts.size() > 1 && is_one_of(parts.back(), about_secrets)) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (is_one_of(parts[i], secret_parts) || is_glued(parts[i])) return true;
    if (i > 0 && parts[i] == "key" && is_one_of(parts[i - 1], key_kinds)) return true;
  }
  // STRIPE_KEY
  return parts.size() > 1 && parts.back() == "key" && is_all_upper(name);
}

bool is_secret_parameter(std::string_view name) {
  constexpr std::array<std::string_view, 6> names{"sig", "code", "key", "sas", "state", "session"};
  return is_one_of(lower(name), names) || is_secret_name(name);
}

bool is_harmless_variable(std::string_view name) {
  constexpr std::array<std::string_view, 32> names{"path",
                                                   "pathext",
                                                   "ld_library_path",
                                                   "ld_preload",
                                                   "pythonpath",
                                                   "pythonhome",
                                                   "virtual_env",
                                                   "node_path",
                                                   "systemroot",
                                                   "windir",
                                                   "systemdrive",
                                                   "programfiles",
                                                   "programdata",
                                                   "programfiles(x86)",
                                                   "programw6432",
                                                   "comspec",
                                                   "os",
                                                   "temp",
                                                   "tmp",
                                                   "tmpdir",
                                                   "home",
                                                   "lang",
                                                   "language",
                                                   "tz",
                                                   "term",
                                                   "shell",
                                                   "pwd",
                                                   "allusersprofile",
                                                   "commonprogramfiles",
                                                   "java_home",
                                                   "number_of_processors",
                                                   "current_folder"};
  const auto small = lower(name);
  return is_one_of(small, names) || small.starts_with("lc_") || small.starts_with("processor_");
}

bool is_environment_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> names{"environment", "appenvironment",
                                                  "appenvironmentextra", "env", "variables"};
  return is_one_of(lower(name), names);
}

}  // namespace preflight::bundle
