// What is known by how it looks, and passwords in addresses.
#include <algorithm>
#include <array>

#include "cli/bundle/none.hpp"
#include "cli/bundle/secret_finders.hpp"

namespace preflight::bundle {

namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_base64url(char c) { return is_alphanumeric(c) || c == '_' || c == '-'; }
// RFC 6750 2.1: b64token.
bool is_bearer(char c) { return is_base64url(c) || std::string_view{".~+/="}.find(c) != none; }

template <class Is>
std::size_t end_of(std::string_view text, std::size_t at, Is is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

// RFC 7468. One that has no end is cut off, and so is all that follows.
void find_private_keys(std::string_view text, Spans& spans) {
  constexpr std::string_view begin_mark = "-----BEGIN ", end_mark = "-----END ";
  for (auto at = text.find(begin_mark); at != none; at = text.find(begin_mark, at + 1)) {
    const auto label = at + begin_mark.size();
    const auto label_end = text.find("-----", label);
    if (label_end == none || label_end - label > 64) continue;
    if (text.substr(label, label_end - label).find("PRIVATE KEY") == none) continue;
    const auto end = text.find(end_mark, label_end);
    const auto behind = end == none ? none : text.find("-----", end + end_mark.size());
    spans.push_back({at, behind == none ? text.size() : behind + 5, "private-key"});
    if (behind == none) return;
    at = behind;
  }
}

// RFC 7519: three parts in base64url with dots between them; the first is an object, "{\"".
void find_web_tokens(std::string_view text, Spans& spans) {
  for (auto at = text.find("eyJ"); at != none; at = text.find("eyJ", at + 3)) {
    if (at > 0 && is_base64url(text[at - 1])) continue;
    const auto first = end_of(text, at, is_base64url);
    if (first >= text.size() || text[first] != '.' || first - at < 10) continue;
    const auto second = end_of(text, first + 1, is_base64url);
    if (second - first < 3) continue;
    const bool third = second < text.size() && text[second] == '.';
    const auto end = third ? end_of(text, second + 1, is_base64url) : second;
    spans.push_back({at, end, "token"});
    at = end - 1;
  }
}

struct KnownKey {
  std::string_view prefix{};
  std::size_t least{};  ///< characters behind it
};

// As those who give them out document them.
constexpr std::array<KnownKey, 18> known_keys{{{"AKIA", 16},
                                               {"ASIA", 16},
                                               {"ghp_", 20},
                                               {"gho_", 20},
                                               {"ghs_", 20},
                                               {"ghu_", 20},
                                               {"ghr_", 20},
                                               {"github_pat_", 20},
                                               {"glpat-", 16},
                                               {"xoxb-", 10},
                                               {"xoxp-", 10},
                                               {"xoxa-", 10},
                                               {"sk_live_", 10},
                                               {"rk_live_", 10},
                                               {"sk-", 20},
                                               {"AIza", 30},
                                               {"npm_", 30},
                                               {"pypi-", 40}}};

void find_known_keys(std::string_view text, Spans& spans) {
  for (const auto& [prefix, least] : known_keys) {
    for (auto at = text.find(prefix); at != none; at = text.find(prefix, at + 1)) {
      if (at > 0 && is_alphanumeric(text[at - 1])) continue;
      const auto end = end_of(text, at + prefix.size(), is_base64url);
      if (end - at - prefix.size() >= least) spans.push_back({at, end, "key"});
      at = end - 1;
    }
  }
}

bool is_word(std::string_view text, std::size_t at, std::string_view lower_word) {
  if (text.size() - at < lower_word.size()) return false;
  for (std::size_t i = 0; i < lower_word.size(); ++i)
    if ((text[at + i] | 0x20) != lower_word[i]) return false;
  return true;
}

void find_bearers(std::string_view text, Spans& spans) {
  constexpr std::string_view word = "bearer";
  for (auto at = text.find_first_of("bB"); at != none; at = text.find_first_of("bB", at + 1)) {
    if (!is_word(text, at, word) || (at > 0 && is_alphanumeric(text[at - 1]))) continue;
    auto begin = at + word.size();
    if (begin >= text.size() || text[begin] != ' ') continue;
    begin = end_of(text, begin, [](char c) { return c == ' '; });
    const auto end = end_of(text, begin, is_bearer);
    if (end - begin >= 8) spans.push_back({begin, end, "token"});
  }
}

bool ends_address(char c) {
  return ends_word(c) || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`';
}

// The last '@' before a '/', '?' or '#' ends the credentials (RFC 3986 3.2). Where there is none,
// but one behind, a password was not encoded as it should be: "postgres://user:pa/ss@host".
std::size_t end_of_credentials(std::string_view text, std::size_t begin) {
  constexpr std::size_t longest = 8192;
  if (text.substr(begin, longest).find('@') == none) return none;
  const auto end = end_of(text.substr(0, std::min(text.size(), begin + longest)), begin,
                          [](char c) { return !ends_address(c); });
  const auto whole = text.substr(begin, end - begin);
  const auto authority = whole.substr(0, whole.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != none) return begin + at;
  const auto colon = authority.find(':');
  if (colon == none) return none;
  const auto port = authority.substr(colon + 1);
  const bool is_port =
      std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_port || authority.starts_with('[')) return none;
  const auto at = whole.rfind('@');
  return at == none ? none : begin + at;
}

}  // namespace

void find_in_addresses(std::string_view text, Spans& spans) {
  constexpr std::size_t least_token = 16;
  for (auto at = text.find("://"); at != none; at = text.find("://", at + 3)) {
    const auto begin = at + 3;
    const auto end = end_of_credentials(text, begin);
    if (end == none) continue;
    const auto colon = text.substr(begin, end - begin).find(':');
    if (colon != none)
      spans.push_back({begin + colon + 1, end, "password"});
    else if (end - begin >= least_token)
      spans.push_back({begin, end, "token"});
  }
}

void find_shapes(std::string_view text, Spans& spans) {
  find_private_keys(text, spans);
  find_web_tokens(text, spans);
  find_known_keys(text, spans);
  find_bearers(text, spans);
}

}  // namespace preflight::bundle
