#include "checks/service/access_list.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

using Kind = AccessEntry::Kind;

constexpr std::uint32_t full = 0x1F01FF, read_and_run = 0x1200A9, read_only = 0x120089;
const std::string everyone = "S-1-1-0", users = "S-1-5-32-545", admins = "S-1-5-32-544",
                  system_sid = "S-1-5-18", ann = "S-1-5-21-1-2-3-1001",
                  staff = "S-1-5-21-1-2-3-2001";

std::string little(std::uint64_t value, std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

/// "S-1-5-32-544" as bytes.
std::string packed(const std::string& sid) {
  std::vector<std::uint32_t> parts;
  for (std::size_t at = 4; at < sid.size(); at = sid.find('-', at) + 1) {
    parts.push_back(static_cast<std::uint32_t>(std::stoul(sid.substr(at))));
    if (sid.find('-', at) == std::string::npos) break;
  }
  std::string bytes{1, static_cast<char>(parts.size() - 1)};
  bytes += std::string(5, '\0') + static_cast<char>(parts[0]);
  for (std::size_t i = 1; i < parts.size(); ++i) bytes += little(parts[i], 4);
  return bytes;
}

std::string entry(std::uint8_t type, std::uint8_t flags, std::uint32_t mask,
                  const std::string& sid) {
  const auto body = little(mask, 4) + packed(sid);
  return little(type, 1) + little(flags, 1) + little(body.size() + 4, 2) + body;
}

std::string descriptor(const std::vector<std::string>& entries) {
  std::string all;
  for (const auto& one : entries) all += one;
  return little(1, 2) + little(0x8004, 2) + std::string(12, '\0') + little(20, 4) + little(2, 2) +
         little(all.size() + 8, 2) + little(entries.size(), 2) + little(0, 2) + all;
}

std::optional<bool> asked(const std::vector<AccessEntry>& entries, std::string_view account) {
  auto who = built_in_account(account).value();
  who.other_users.push_back(ann);
  return may_run({false, entries}, who);
}

constexpr const char* service_account = "NT AUTHORITY\\LocalService";

}  // namespace

TEST_CASE("a security descriptor is read") {
  const auto list = decode_access_list(
      descriptor({entry(0, 0, full, system_sid), entry(1, 0x10, read_only, users),
                  entry(0, 0x0B, full, everyone), entry(9, 0, full, ann)}));
  REQUIRE(list);
  CHECK_FALSE(list->open_to_all);
  REQUIRE(list->entries.size() == 3);
  CHECK(list->entries[0].sid == system_sid);
  CHECK(list->entries[0].mask == full);
  CHECK(list->entries[1].kind == Kind::deny);
  CHECK(list->entries[1].sid == users);
  CHECK(list->entries[2].kind == Kind::other);
}

TEST_CASE("a file without a list is open to all") {
  auto bytes = descriptor({});
  CHECK(decode_access_list(bytes)->open_to_all == false);
  CHECK(may_run(*decode_access_list(bytes), built_in_account("LocalSystem").value()) == false);
  bytes[16] = 0;  // present, and none
  CHECK(decode_access_list(bytes)->open_to_all);
  bytes[16] = 20;
  bytes[2] = 0;
  CHECK(decode_access_list(bytes)->open_to_all);
}

TEST_CASE("a descriptor cut anywhere is none") {
  const auto whole = descriptor({entry(0, 0, full, system_sid), entry(1, 0, full, users)});
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(decode_access_list(whole.substr(0, size)));
  CHECK(decode_access_list(whole));
}

TEST_CASE("a Python of one user cannot be run by the accounts of services") {
  const std::vector<AccessEntry> own{
      {Kind::allow, full, system_sid}, {Kind::allow, full, admins}, {Kind::allow, full, ann}};
  CHECK(asked(own, "LocalSystem") == true);
  CHECK(asked(own, service_account) == false);
  CHECK(asked(own, "NT AUTHORITY\\NetworkService") == false);
}

TEST_CASE("program files can be run by all") {
  const std::vector<AccessEntry> common{{Kind::allow, full, admins},
                                        {Kind::allow, read_and_run, users}};
  CHECK(asked(common, service_account) == true);
  CHECK(asked({{Kind::allow, read_only, users}}, service_account) == false);
  CHECK(asked({{Kind::allow, read_only, users}, {Kind::allow, 0x20000000, everyone}},
              service_account) == true);
}

TEST_CASE("what denies comes first, and later allowances do not help") {
  CHECK(asked({{Kind::deny, 0x20, everyone}, {Kind::allow, full, users}}, service_account) ==
        false);
  CHECK(asked({{Kind::allow, full, users}, {Kind::deny, 0x20, everyone}}, service_account) == true);
}

TEST_CASE("a group of which nobody knows who is in it is no answer") {
  CHECK_FALSE(asked({{Kind::allow, full, staff}}, service_account));
  CHECK_FALSE(asked({{Kind::other, full, ""}}, service_account));
  CHECK_FALSE(asked({{Kind::deny, full, staff}, {Kind::allow, full, users}}, service_account));
  CHECK(asked({{Kind::allow, full, staff}, {Kind::allow, full, users}}, service_account) == true);
  CHECK_FALSE(asked({{Kind::allow, full, staff}, {Kind::deny, full, users}}, service_account));
}

TEST_CASE("accounts that every Windows has") {
  CHECK(built_in_account("localSystem"));
  CHECK(built_in_account(".\\LocalSystem"));
  CHECK(built_in_account("NT AUTHORITY\\NETWORK SERVICE"));
  CHECK_FALSE(built_in_account("DOMAIN\\LocalService"));
  CHECK_FALSE(built_in_account(".\\ann"));
  CHECK_FALSE(built_in_account(""));
}

}  // namespace preflight::service
