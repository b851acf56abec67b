#include "checks/service/access_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "checks/base/text.hpp"
#include "checks/service/command_line.hpp"

namespace preflight::service {

namespace {

using Text = std::string_view;
using Kind = AccessEntry::Kind;

constexpr std::uint16_t list_present = 0x0004, self_relative = 0x8000;
constexpr std::uint8_t inherit_only = 0x08;
constexpr std::uint32_t read_data = 0x0001, execute = 0x0020;
constexpr std::uint32_t generic_read = 0x80000000, generic_execute = 0x20000000,
                        generic_all = 0x10000000;

template <class T>
std::optional<T> number(Text bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < sizeof(T)) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return static_cast<T>(value);
}

// Revision, count, six bytes of authority with the highest first, the rest with the lowest first.
std::optional<std::string> sid_of(Text bytes) {
  const auto revision = number<std::uint8_t>(bytes, 0), count = number<std::uint8_t>(bytes, 1);
  constexpr std::size_t head = 8, most = 15;
  if (revision != 1 || !count || *count > most || bytes.size() < head + *count * 4U)
    return std::nullopt;
  std::uint64_t authority = 0;
  for (std::size_t i = 2; i < head; ++i)
    authority = authority << 8U | static_cast<unsigned char>(bytes[i]);
  auto text = fmt::format("S-1-{}", authority);
  for (std::size_t i = 0; i < *count; ++i)
    text += fmt::format("-{}", *number<std::uint32_t>(bytes, head + i * 4));
  return text;
}

Kind kind_of(std::uint8_t type) {
  return type == 0 ? Kind::allow : type == 1 ? Kind::deny : Kind::other;
}

bool has(std::span<const std::string> sids, const std::string& sid) {
  return std::find(sids.begin(), sids.end(), sid) != sids.end();
}

std::uint32_t specific(std::uint32_t mask) {
  if ((mask & generic_all) != 0) mask |= read_data | execute;
  if ((mask & generic_read) != 0) mask |= read_data;
  if ((mask & generic_execute) != 0) mask |= execute;
  return mask;
}

// Accounts that exist once and are no group: they are this one, or have nothing to do with it.
bool is_somebody_else(const std::string& sid, const Account& account) {
  constexpr Text alone[] = {"S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-3-0", "S-1-3-1", "S-1-5-7"};
  return std::find(std::begin(alone), std::end(alone), sid) != std::end(alone) ||
         has(account.other_users, sid);
}

}  // namespace

std::optional<AccessList> decode_access_list(Text bytes) {
  const auto revision = number<std::uint8_t>(bytes, 0);
  const auto control = number<std::uint16_t>(bytes, 2);
  const auto offset = number<std::uint32_t>(bytes, 16);
  if (revision != 1 || !control || !offset || (*control & self_relative) == 0) return std::nullopt;
  AccessList list;
  list.open_to_all = (*control & list_present) == 0 || *offset == 0;
  if (list.open_to_all) return list;
  const auto count = number<std::uint16_t>(bytes, std::size_t{*offset} + 4);
  if (!count) return std::nullopt;
  std::size_t at = std::size_t{*offset} + 8;
  for (std::uint16_t i = 0; i < *count; ++i) {
    const auto type = number<std::uint8_t>(bytes, at), flags = number<std::uint8_t>(bytes, at + 1);
    const auto size = number<std::uint16_t>(bytes, at + 2);
    const auto mask = number<std::uint32_t>(bytes, at + 4);
    constexpr std::size_t head = 8;
    if (!type || !flags || !size || !mask || *size < head || bytes.size() - at < *size)
      return std::nullopt;
    const auto kind = kind_of(*type);
    const auto sid = sid_of(bytes.substr(at + head, *size - head));
    if (!sid && kind != Kind::other) return std::nullopt;
    if ((*flags & inherit_only) == 0)
      list.entries.push_back({kind, *mask, kind == Kind::other ? "" : *sid});
    at += *size;
  }
  return list;
}

std::optional<bool> may_run(const AccessList& list, const Account& account) {
  if (list.open_to_all) return true;
  std::uint32_t wanted = read_data | execute;
  bool perhaps_allowed = false, perhaps_denied = false;
  for (const auto& [kind, mask, sid] : list.entries) {
    const auto touched = specific(mask) & wanted;
    if (touched == 0) continue;
    if (kind == Kind::other || (!has(account.sids, sid) && !is_somebody_else(sid, account))) {
      perhaps_allowed = perhaps_allowed || kind != Kind::deny;
      perhaps_denied = perhaps_denied || kind != Kind::allow;
    } else if (has(account.sids, sid)) {
      if (kind == Kind::deny) return perhaps_allowed ? std::nullopt : std::optional(false);
      wanted &= ~touched;
      if (wanted == 0) return perhaps_denied ? std::nullopt : std::optional(true);
    }
  }
  return perhaps_allowed ? std::nullopt : std::optional(false);
}

std::optional<Account> built_in_account(Text name) {
  const auto small = lower(name);
  const auto account = std::string(base_name(small));
  const bool local =
      account == small || small.starts_with("nt authority\\") || small.starts_with(".\\");
  if (!local) return std::nullopt;
  // Everyone, authenticated users.
  std::vector<std::string> sids{"S-1-1-0", "S-1-5-11"};
  const auto with = [&](std::initializer_list<const char*> more) {
    for (const auto* sid : more) sids.emplace_back(sid);
    return Account{sids, {}};
  };
  if (account == "localsystem" || account == "system") return with({"S-1-5-18", "S-1-5-32-544"});
  // These are users, and services. The administrators and the guests they are not.
  if (account == "localservice" || account == "local service") {
    auto found = with({"S-1-5-19", "S-1-5-32-545", "S-1-5-6"});
    found.other_users = {"S-1-5-32-544", "S-1-5-32-546"};
    return found;
  }
  if (account == "networkservice" || account == "network service") {
    auto found = with({"S-1-5-20", "S-1-5-32-545", "S-1-5-6"});
    found.other_users = {"S-1-5-32-544", "S-1-5-32-546"};
    return found;
  }
  return std::nullopt;
}

}  // namespace preflight::service
