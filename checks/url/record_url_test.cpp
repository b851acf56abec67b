#include "checks/url/record_url.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::url {

TEST_CASE("url: what was recorded is judged as what was seen", "[url][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("url: nothing secret is recorded", "[url][record]") {
  const auto address = std::get<Address>(read_address("http://me:hunter2@h/x?token=abc&a=1"));
  Facts facts;
  facts.reply.emplace();
  facts.reply->status = 302;
  facts.reply->location = "/login?session=abc";
  const auto text = to_record({address}, facts).dump();
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(text.find("abc") == std::string::npos);
  Recording<Query, Facts>{judged, to_record, replay}.same({address}, facts);
}

}  // namespace preflight::url
