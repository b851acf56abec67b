#include "cli/bundle/redact.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "cli/bundle/none.hpp"
#include "cli/bundle/secret_finders.hpp"
#include "cli/bundle/secret_names.hpp"

namespace preflight::bundle {

namespace {

constexpr std::string_view tag_begin = "[removed:";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Looked for everywhere, these would be found where they are no secret.
bool is_usual(std::string_view secret) {
  constexpr std::array<std::string_view, 26> words{
      "true",    "false", "none",    "null",      "password", "secret",  "token",
      "root",    "admin", "user",    "localhost", "default",  "test",    "postgres",
      "mysql",   "guest", "running", "listen",    "server",   "service", "python",
      "python3", "basic", "bearer",  "system",    "database"};
  const bool number = std::all_of(secret.begin(), secret.end(), is_digit);
  return secret.size() < (number ? 6 : 4) ||
         std::find(words.begin(), words.end(), secret) != words.end();
}

// "p%40ss" in an address is "p@ss" elsewhere (RFC 3986 2.1).
std::string without_percent(std::string_view text) {
  const auto digit = [](char c) {
    if (is_digit(c)) return c - '0';
    const int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  };
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
    plain += escape ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return plain;
}

bool stands_alone(std::string_view text, std::size_t begin, std::size_t end) {
  const auto is_word = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  return (begin == 0 || !is_word(text[begin - 1])) && (end >= text.size() || !is_word(text[end]));
}

}  // namespace

void Redactor::learn(std::string_view secret, std::string_view kind) {
  constexpr std::size_t most = 256;
  constexpr std::size_t longest = 4096;
  // An authorization has its scheme before the secret.
  if (kind == "credentials" && secret.find(' ') != none)
    learn(secret.substr(secret.rfind(' ') + 1), kind);
  if (kind == "credentials" && secret.find(':') != none)  // user:password
    learn(secret.substr(secret.find(':') + 1), "password");
  const auto keep = [&](std::string_view text) {
    if (is_usual(text) || text.size() > longest || learned.size() >= most) return;
    if (text.find(tag_begin) != none) return;
    const auto same = [&](const Learned& one) { return one.secret == text; };
    if (std::any_of(learned.begin(), learned.end(), same)) return;
    const auto shorter = std::find_if(learned.begin(), learned.end(), [&](const Learned& one) {
      return one.secret.size() < text.size();
    });
    learned.insert(shorter, {std::string(text), std::string(kind)});
  };
  keep(secret);
  keep(without_percent(secret));
}

void Redactor::learn_host(const Host& host) {
  if (!no_users) return;
  users.learn_host(host.name);
  users.learn_user(host.user);
}

std::string Redactor::tag_of(std::string_view secret, std::string_view kind) {
  const auto known = numbers.find(secret);
  if (known != numbers.end()) return known->second;
  auto tag =
      std::string(tag_begin) + std::string(kind) + ":" + std::to_string(numbers.size() + 1) + "]";
  numbers.emplace(secret, tag);
  kinds.emplace(tag, kind);
  return tag;
}

void Redactor::add_learned(std::string_view text, std::vector<SecretSpan>& spans) const {
  constexpr std::size_t clear = 8;  // what is as long is not found inside of a word by chance
  for (const auto& [secret, kind] : learned) {
    for (auto at = text.find(secret); at != none; at = text.find(secret, at + 1)) {
      const auto end = at + secret.size();
      if (secret.size() >= clear || stands_alone(text, at, end)) spans.push_back({at, end, kind});
    }
  }
}

// What was redacted before stays as it is.
void Redactor::leave_out_tags(std::string_view text, std::vector<SecretSpan>& spans) const {
  for (auto at = text.find(tag_begin); at != none; at = text.find(tag_begin, at + 1)) {
    const auto end = text.find(']', at);
    if (end == none) return;
    if (kinds.find(std::string(text.substr(at, end + 1 - at))) == kinds.end()) continue;
    std::erase_if(spans,
                  [&](const SecretSpan& span) { return span.begin >= at && span.end <= end + 1; });
  }
}

std::string Redactor::text(std::string_view text) {
  auto spans = find_secrets(text);
  leave_out_tags(text, spans);
  for (const auto& span : spans) learn(text.substr(span.begin, span.end - span.begin), span.kind);
  add_learned(text, spans);
  join_spans(spans);
  leave_out_tags(text, spans);
  std::string result;
  std::size_t done = 0;
  for (const auto& [begin, end, kind] : spans) {
    result.append(text, done, begin - done);
    result += tag_of(text.substr(begin, end - begin), kind);
    done = end;
  }
  result.append(text.substr(done));
  if (!no_users) return result;
  users.learn_folders(result);
  return users.replaced(result);
}

void Redactor::redact(Host& host) {
  host.name = text(host.name);
  host.user = text(host.user);
}

void Redactor::redact(Process& process) {
  if (no_users && process.user) users.learn_user(*process.user);
  process.name = text(process.name);
  for (auto* field : {&process.path, &process.command_line, &process.user, &process.service,
                      &process.container, &process.started_by})
    if (*field) **field = text(**field);
  for (auto& parent : process.parents) parent.name = text(parent.name);
}

void Redactor::redact(Finding& finding) {
  for (auto& process : finding.processes) redact(process);
  finding.message = text(finding.message);
  if (finding.cause) finding.cause = text(*finding.cause);
  for (auto& remedy : finding.remedies) {
    remedy.text = text(remedy.text);
    if (remedy.command) remedy.command = text(*remedy.command);
  }
  finding.evidence = value(finding.evidence);
}

void Redactor::redact(Looked& looked) {
  for (auto& finding : looked.findings) redact(finding);
  looked.target = text(looked.target);
  looked.summary = text(looked.summary);
  for (auto& line : looked.outline) {
    line.text = text(line.text);
    line.note = text(line.note);
  }
  if (looked.place) looked.place->file = text(looked.place->file);
  looked.facts = value(looked.facts);
  looked.record = value(looked.record);
}

std::map<std::string, std::string> Redactor::tags() const {
  auto all = kinds;
  all.merge(users.tags());
  return all;
}

}  // namespace preflight::bundle
