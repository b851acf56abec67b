// Where secrets stand in a text: a command line, an address, a line of a log, a setting. Pure;
// never fails. What looks like one is taken for one, since what is wrongly removed does less harm.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace preflight::bundle {

/// Bytes `begin` to `end` are a secret.
struct SecretSpan {
  std::size_t begin{};
  std::size_t end{};
  std::string_view kind{};  ///< "password", "token"; static
};

/// In order, none empty, and none touches another.
std::vector<SecretSpan> find_secrets(std::string_view text);

/// Whether the word `option` of a command line has a secret behind it: "--password", "-storepass",
/// "/token".
bool is_secret_option(std::string_view option);

/// Whether `program`, as its command line names it, takes a secret behind this short option: "-p"
/// of mysql. `glued`: "-psecret" as well.
bool takes_secret(std::string_view program, std::string_view option, bool& glued);

/// In order and joined where they overlap or touch.
void join_spans(std::vector<SecretSpan>& spans);

}  // namespace preflight::bundle
