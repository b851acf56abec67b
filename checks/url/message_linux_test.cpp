// Answers as they come over the wire: whole, in pieces, cut, and hostile.
#include "checks/url/message_linux.hpp"

#include "tests/support/catch.hpp"

namespace preflight::url {

namespace {

Facts heard(std::string_view bytes, std::size_t piece = std::string::npos, bool ends = true) {
  Message message;
  bool more = true;
  for (auto rest = bytes; more && !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
    more = message.feed(rest.substr(0, piece));
  if (ends && more) message.end();
  Facts facts;
  message.tell(facts);
  return facts;
}

const std::string with_length =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n"
    "{\"status\": \"ready\"}";
const std::string chunked =
    "HTTP/1.1 503 Nope\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n"
    "X-Trailer: 1\r\n\r\n";

}  // namespace

TEST_CASE("answers in pieces of any size", "[url]") {
  for (std::size_t piece = 1; piece < 40; ++piece) {
    CAPTURE(piece);
    auto facts = heard(with_length, piece);
    REQUIRE(facts.reply);
    CHECK(facts.stage == Stage::over);
    CHECK(facts.trouble == Trouble::none);
    CHECK(facts.reply->status == 200);
    CHECK(facts.reply->content_type == "application/json");
    CHECK(facts.reply->body == "{\"status\": \"ready\"}");
    CHECK(facts.reply->whole);
    facts = heard(chunked, piece);
    REQUIRE(facts.reply);
    CHECK(facts.reply->status == 503);
    CHECK(facts.reply->reason == "Nope");
    CHECK(facts.reply->body == "{\"a\":1}");
    CHECK(facts.reply->whole);
    // Interim answers come before the one that counts.
    facts = heard(
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + with_length,
        piece);
    REQUIRE(facts.reply);
    CHECK(facts.reply->status == 200);
    CHECK(facts.reply->whole);
  }
}

TEST_CASE("an answer that is cut anywhere is not whole", "[url]") {
  for (const auto& bytes : {with_length, chunked}) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      CAPTURE(bytes.substr(0, i));
      const auto facts = heard(bytes.substr(0, i));
      CHECK(facts.trouble == Trouble::closed);
      if (facts.reply) CHECK_FALSE(facts.reply->whole);
    }
  }
}

TEST_CASE("a body without a length ends with the connection", "[url]") {
  const std::string bytes = "HTTP/1.0 200 OK\r\n\r\n{\"status\": \"ok\"}";
  CHECK(heard(bytes).reply->whole);
  CHECK_FALSE(heard(bytes, 7, false).reply->whole);
}

TEST_CASE("what is no HTTP", "[url]") {
  for (const auto& bytes :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string("\x15\x03\x01\0\x02\x02\x16", 7),
        std::string("220 smtp\r\n"), std::string("HTTP/2 200\r\n\r\n"),
        std::string("\r\n\r\n\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{"),
        std::string("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), std::string(1000, '\0'),
        "HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'a')}) {
    CAPTURE(bytes.substr(0, 80));
    for (const std::size_t piece : {1U, 1000U, 1'000'000U})
      CHECK(heard(bytes, piece).trouble == Trouble::not_http);
  }
}

TEST_CASE("endless answers are left", "[url]") {
  const std::string line(1000, 'x');
  Message headers;
  std::size_t fed = 0;
  bool more = headers.feed("HTTP/1.1 200 OK\r\n");
  for (; more && fed < 1'000; ++fed) more = headers.feed("X: " + line + "\r\n");
  CHECK(fed < 100);
  Facts facts;
  headers.tell(facts);
  CHECK(facts.trouble == Trouble::not_http);
  CHECK(facts.words == "its headers do not end");

  Message interim;
  more = true;
  for (fed = 0; more && fed < 1'000; ++fed) more = interim.feed("HTTP/1.1 100 Continue\r\n\r\n");
  CHECK(fed < 100);

  Message body;
  more = body.feed("HTTP/1.1 200 OK\r\n\r\n{");
  for (fed = 0; more && fed < 10'000; ++fed) more = body.feed(line);
  CHECK(fed < 1'100);
  body.tell(facts);
  CHECK(facts.reply->body.size() == most_body);
  CHECK_FALSE(facts.reply->whole);

  // One that can say nothing of health is left at once.
  CHECK_FALSE(Message().feed("HTTP/1.1 200 OK\r\n\r\n<"));
}

TEST_CASE("a length that is claimed is not believed", "[url]") {
  const auto facts =
      heard("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n{\"status\": \"ok\"}");
  REQUIRE(facts.reply);
  CHECK(facts.trouble == Trouble::closed);
  CHECK_FALSE(facts.reply->whole);
}

}  // namespace preflight::url
