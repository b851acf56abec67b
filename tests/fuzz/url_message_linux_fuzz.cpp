#include <algorithm>

#include "checks/url/message_linux.hpp"
#include "tests/fuzz/target.hpp"

namespace {

using namespace preflight::url;

Facts heard(std::string_view bytes, std::size_t piece) {
  Message message;
  bool more = true;
  for (; more && !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
    more = message.feed(bytes.substr(0, piece));
  if (more) message.end();
  Facts facts;
  message.tell(facts);
  return facts;
}

}  // namespace

// The first byte chooses into what pieces the rest is cut: what is heard must not depend on it, as
// long as the server says all of it.
FUZZ_TARGET(url_message_linux) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = heard(bytes, bytes.size() + 1);
  const auto pieces = heard(bytes, data[0] % 32 + 1U);
  for (const auto& facts : {whole, pieces})
    if (facts.trouble != Trouble::none && facts.reply && facts.reply->whole) __builtin_trap();
  const auto status = [](const Facts& facts) { return facts.reply ? facts.reply->status : 0U; };
  if (whole.trouble == Trouble::none && status(whole) != status(pieces)) __builtin_trap();
  const preflight::url::Query query{{false, "localhost", 80, "/", ""}};
  (void)judge(query, pieces);
  return 0;
}
