#include "checks/url/record_url.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::url {

TEST_CASE("url: what was recorded is judged as what was seen", "[url][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("url: a redirect is recorded as it is shown", "[url][record]") {
  const auto address = std::get<Address>(read_address("http://me:hunter2@h/x?token=abc&a=1"));
  Facts facts;
  facts.reply.emplace();
  facts.reply->status = 302;
  facts.reply->location = "https://abcdef@h/login?session=abc";
  CHECK(to_record({address}, facts)["facts"].dump().find("abc") == std::string::npos);
  Recording<Query, Facts>{judged, to_record, replay}.same({address}, facts);
}

}  // namespace preflight::url
