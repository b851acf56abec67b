// May an account read and run a file? By the file's security descriptor in its self-relative form
// ([MS-DTYP] 2.4.2 SID, 2.4.4 ACE, 2.4.5 ACL, 2.4.6 SECURITY_DESCRIPTOR), as AccessCheck walks it.
// Pure; fuzzed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::service {

struct AccessEntry {
  enum class Kind { allow, deny, other };  ///< other: conditional, or of a kind that is not known
  Kind kind{};
  std::uint32_t mask{};
  std::string sid{};  ///< "S-1-5-18"
};

struct AccessList {
  bool open_to_all{};  ///< there is no list: everybody may do everything
  std::vector<AccessEntry> entries{};
};

/// Nothing where the bytes are no whole descriptor. Entries that only children inherit are left
/// out.
std::optional<AccessList> decode_access_list(std::string_view descriptor);

/// An account: itself, and what it certainly is a member of.
struct Account {
  std::vector<std::string> sids{};
  /// Those of the list that are single users and so no group that it might be in.
  std::vector<std::string> other_users{};
};

/// Read the data and execute; nothing where that hangs on a group of which it is not known whether
/// the account is in it.
std::optional<bool> may_run(const AccessList& list, const Account& account);

/// The accounts that every Windows has, by the name that the SCM keeps, and the groups that they
/// are in. Nothing for others.
std::optional<Account> built_in_account(std::string_view name);

}  // namespace preflight::service
