#include <fmt/format.h>

#include <utility>

#include "checks/base/findings.hpp"
#include "checks/base/shell_word.hpp"
#include "checks/base/text.hpp"
#include "checks/url/judge_parts.hpp"

namespace preflight::url {

std::string curl(const Query& query, const Facts& facts) {
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@=";
  auto address = query.address;
  const bool secret = !std::exchange(address.credentials, {}).empty();
  const auto word = shown(address);
  return fmt::format(
      "curl -i {}{}", secret ? "-u USER " : "",
      word.find_first_not_of(plain) == std::string::npos ? word : shell_word(word, facts.windows));
}

std::string status_text(const Reply& reply) {
  const auto reason = trim(reply.reason);
  return reason.empty() ? std::to_string(reply.status) : fmt::format("{} {}", reply.status, reason);
}

std::string summary_of(const Facts& facts) {
  const auto& reply = *facts.reply;
  const auto report = read_health(reply.body, reply.status == 200);
  return fmt::format("{}{}{}, in {} ms", status_text(reply), report.status.empty() ? "" : ", ",
                     report.status, facts.took.count());
}

Findings judge(const Query& query, const Facts& facts) {
  auto findings =
      facts.reply ? judge_reply(query, facts, *facts.reply) : Findings{judge_trouble(query, facts)};
  const bool without_answer = !facts.reply && facts.stage <= Stage::securing;
  if (!facts.proxy.empty() && without_answer && !findings.empty()) {
    auto& cause = findings.front().cause;
    cause = fmt::format("{}{}{} is set, but preflight asks the server itself, without a proxy",
                        cause.value_or(""), cause ? "; " : "", facts.proxy.front());
  }
  return findings;
}

}  // namespace preflight::url
