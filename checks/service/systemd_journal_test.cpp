#include "checks/service/systemd_journal.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

JournalEntry only(const std::string& line) {
  const auto journal = decode_journal(line);
  CHECK(journal.unreadable == 0);
  REQUIRE(journal.entries.size() == 1);
  return journal.entries[0];
}

const std::string of_systemd =
    R"({"__REALTIME_TIMESTAMP":"1795258250000123","_PID":"1","SYSLOG_IDENTIFIER":"systemd",)"
    R"("UNIT":"app.service","_SYSTEMD_UNIT":"init.scope",)"
    R"("MESSAGE_ID":"d9b373ed55a64feb8242e02dbe79a49c",)"
    R"("MESSAGE":"app.service: Failed with result 'exit-code'.","UNIT_RESULT":"exit-code"})";

}  // namespace

TEST_CASE("an entry of systemd itself") {
  const auto entry = only(of_systemd);
  CHECK(entry.at == 1795258250000123);
  CHECK(entry.by_systemd);
  CHECK(entry.unit == "app.service");
  CHECK(entry.message_id == message_unit_failed);
  CHECK(entry.message == "app.service: Failed with result 'exit-code'.");
}

TEST_CASE("an entry of a program") {
  const auto entry = only(R"({"_PID":"77","_COMM":"sh","_SYSTEMD_UNIT":"app.service",)"
                          R"("UNIT":"forged.service","MESSAGE":"it broke"})");
  CHECK_FALSE(entry.by_systemd);
  CHECK(entry.identifier == "sh");
  CHECK(entry.unit == "app.service");
  CHECK(entry.message == "it broke");
  CHECK(entry.at == 0);
}

TEST_CASE("a message of bytes that are no text") {
  CHECK(only(R"({"MESSAGE":[97,1,98,255]})").message ==
        "a\x01"
        "b\xff");
  CHECK(only(R"({"MESSAGE":[97,256,-1,"x",98]})").message == "ab");
  CHECK(only(R"({"MESSAGE":[]})").message.empty());
}

TEST_CASE("a message that journalctl left out, or that is long") {
  CHECK(only(R"({"MESSAGE":null})").cut);
  const auto entry = only(R"({"MESSAGE":")" + std::string(10'000, 'x') + "\"}");
  CHECK(entry.cut);
  CHECK(entry.message.size() == 4096);
}

TEST_CASE("a field that was given several times") {
  CHECK(only(R"({"MESSAGE":["one","two"]})").message == "one");
  CHECK(only(R"({"MESSAGE":[[104,105],[0]]})").message == "hi");
}

TEST_CASE("lines that are no entry are counted") {
  const auto journal = decode_journal("{}\nnonsense\n[1]\n\n{\"MESSAGE\":\"x\"}\n{\"MESS");
  CHECK(journal.entries.size() == 2);
  CHECK(journal.unreadable == 3);
}

TEST_CASE("an entry that nests without end is survived") {
  CHECK(decode_journal(std::string(200'000, '[')).unreadable == 1);
  const auto deep = std::string(500, '[') + std::string(500, ']');
  CHECK(only("{\"MESSAGE\":" + deep + "}").message.empty());
}

TEST_CASE("a journal that was cut off anywhere is decoded") {
  for (std::size_t size = 1; size < of_systemd.size(); ++size) {
    const auto journal = decode_journal(std::string_view(of_systemd).substr(0, size));
    CHECK(journal.entries.empty());
    CHECK(journal.unreadable == 1);
  }
}

}  // namespace preflight::service
