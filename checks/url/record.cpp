#include "checks/recorded.hpp"
#include "checks/url/record_url.hpp"

namespace preflight::url {

Value to_record(const Query& query, const Facts& facts) {
  auto asked = query;
  asked.address.target = shown_target(query.address.target);
  if (!asked.address.credentials.empty()) asked.address.credentials = "***";
  auto seen = facts;
  if (seen.reply) seen.reply->location = shown(std::string_view(seen.reply->location));
  return record::write_look(asked, seen);
}

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "url", record, [](const Query& query) { return shown(query.address); }, judged);
}

}  // namespace preflight::url
