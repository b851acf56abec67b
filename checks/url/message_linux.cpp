// The other definitions of boost::none are made before main(), which every run would pay for.
#define BOOST_OPTIONAL_USE_SINGLETON_DEFINITION_OF_NONE

#include "checks/url/message_linux.hpp"

#include <algorithm>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "checks/base/text.hpp"

namespace preflight::url {

namespace http = boost::beast::http;

// Beast's own bodies reserve what Content-Length claims, or fail as a whole where there is more
// than they take. This one keeps the beginning.
struct Beginning {
  using value_type = std::string;

  class reader {
   public:
    template <bool isRequest, class Fields>
    reader(http::header<isRequest, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, boost::beast::error_code& error) {
      error = {};
    }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      std::size_t size = 0;
      for (const boost::asio::const_buffer buffer : boost::beast::buffers_range_ref(buffers)) {
        // One byte more than is kept tells that there is more.
        const auto room = most_body + 1 - std::min(body_.size(), most_body + 1);
        body_.append(static_cast<const char*>(buffer.data()), std::min(buffer.size(), room));
        size += buffer.size();
      }
      return size;
    }
    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

using Parser = http::response_parser<Beginning>;

namespace {

std::string text_of(boost::beast::string_view text, std::size_t most) {
  return std::string(text.data(), std::min(text.size(), most));
}

}  // namespace

struct Message::Parts {
  std::optional<Parser> parser{};
  std::string pending{};  ///< bytes that the parser wants to see again with more behind them
  int interim{};          ///< answers of the kind 1xx so far
  std::string first{};    ///< the first bytes that came
  Trouble trouble{Trouble::none};
  std::string words{};

  void begin() {
    parser.emplace();
    parser->header_limit(most_head);
    parser->body_limit(std::numeric_limits<std::uint64_t>::max());
    parser->eager(true);
  }

  [[nodiscard]] bool enough() const {
    if (trouble != Trouble::none || parser->is_done()) return true;
    if (!parser->is_header_done()) return false;
    const auto& body = parser->get().body();
    return body.size() > most_body || !may_be_object(body);
  }

  /// Whether it speaks HTTP so far: Beast waits for a whole line.
  bool greets(std::string_view bytes) {
    constexpr std::string_view greeting = "HTTP/";
    first.append(bytes, 0, greeting.size() - first.size());
    if (greeting.starts_with(first)) return true;
    trouble = Trouble::not_http;
    // An alert (RFC 8446, 5.1): what it heard was no TLS.
    words = first.front() == 0x15 ? "it answers in TLS" : "it does not begin with HTTP/";
    return false;
  }

  void fail(const boost::beast::error_code& error) {
    const bool cut = error == http::error::partial_message || error == http::error::end_of_stream;
    trouble = cut ? Trouble::closed : Trouble::not_http;
    words = error == http::error::header_limit ? "its headers do not end" : error.message();
  }

  /// An interim answer (RFC 9110, 15.2) is followed by another one.
  bool next_after_interim() {
    constexpr int most_interim = 16;
    const auto status = parser->is_done() ? parser->get().result_int() : 0;
    if (status < 100 || status >= 200 || status == 101) return false;
    if (++interim > most_interim) {
      trouble = Trouble::not_http;
      words = "it sends interim answers without end";
      return false;
    }
    begin();
    return true;
  }
};

Message::Message() : parts_(std::make_unique<Parts>()) { parts_->begin(); }
Message::~Message() = default;

bool Message::feed(std::string_view bytes) {
  auto& parts = *parts_;
  if (parts.enough()) return false;
  if (!parts.greets(bytes)) return false;
  parts.pending.append(bytes);
  while (!parts.pending.empty() && !parts.enough()) {
    boost::beast::error_code error;
    const auto used = parts.parser->put(
        boost::asio::const_buffer(parts.pending.data(), parts.pending.size()), error);
    parts.pending.erase(0, used);
    if (error == http::error::need_more) break;
    if (error) parts.fail(error);
    if (parts.trouble == Trouble::none && parts.next_after_interim()) continue;
    if (used == 0) break;
  }
  return !parts.enough();
}

void Message::end() {
  auto& parts = *parts_;
  if (parts.enough()) return;
  boost::beast::error_code error;
  if (parts.first.empty() || (parts.interim > 0 && !parts.parser->got_some()))
    error = http::error::end_of_stream;
  else
    parts.parser->put_eof(error);
  if (error) parts.fail(error);
}

void Message::tell(Facts& facts) const {
  const auto& parts = *parts_;
  facts.trouble = parts.trouble;
  facts.words = parts.words;
  facts.stage = Stage::head;
  if (!parts.parser->is_header_done()) return;
  facts.stage = parts.parser->is_done() ? Stage::over : Stage::body;
  const auto& message = parts.parser->get();
  Reply reply;
  reply.status = message.result_int();
  reply.reason = text_of(message.reason(), 200);
  reply.location = text_of(message[http::field::location], 4000);
  reply.content_type = text_of(message[http::field::content_type], 200);
  reply.encoding = text_of(message[http::field::content_encoding], 200);
  reply.body = message.body().substr(0, most_body);
  reply.whole = parts.parser->is_done() && message.body().size() <= most_body;
  facts.reply = std::move(reply);
}

}  // namespace preflight::url
