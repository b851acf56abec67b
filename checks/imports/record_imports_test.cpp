#include "checks/imports/record_imports.hpp"
#include "tests/support/recorded.hpp"

namespace preflight::imports {

TEST_CASE("imports: what was recorded is judged as what was seen", "[imports][record]") {
  Recording<Query, Facts>{judged, to_record, replay}.same_of_many();
}

TEST_CASE("imports: a large closure is recorded in few bytes a library", "[imports][record]") {
  constexpr std::size_t count = 2000;
  Facts facts;
  auto& closure = facts.closures.emplace_back();
  closure.format = "ELF";
  closure.is_64_bit = true;
  closure.libraries.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    closure.libraries[i].name = "lib" + std::to_string(i) + ".so";
    closure.libraries[i].path = "/usr/lib/" + closure.libraries[i].name;
    if (i > 0) closure.libraries[i].needed_by = {i / 2};
  }
  closure.libraries.back().status = LibraryStatus::missing;
  Query query;
  query.file = "/usr/bin/app";
  CHECK(to_record(query, facts).dump().size() < count * 100);
  Recording<Query, Facts>{judged, to_record, replay}.same(query, facts);
}

}  // namespace preflight::imports
