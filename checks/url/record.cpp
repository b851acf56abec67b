#include "checks/recorded.hpp"
#include "checks/url/record_url.hpp"

namespace preflight::url {

Value to_record(const Query& query, const Facts& facts) {
  auto seen = facts;
  if (seen.reply) seen.reply->location = shown(std::string_view(seen.reply->location));
  return record::write_look(query, seen);
}

Prepared replay(const Value& record) {
  return record::replay_look<Query, Facts>(
      "url", record, [](const Query& query) { return shown(query.address); }, judged);
}

}  // namespace preflight::url
