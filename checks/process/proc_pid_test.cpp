#include "checks/process/proc_pid.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

const std::string numbers =
    " S 900 4242 4200 34816 4242 4194560 100 0 0 0 5 6 0 0 20 0 3 0 123456789 1000 50 "
    "18446744073\n";

std::string stat_line(const std::string& name) { return "4242 (" + name + ")" + numbers; }

}  // namespace

TEST_CASE("stat of a process") {
  const auto stat = parse_proc_stat(stat_line("python3"));
  REQUIRE(stat);
  CHECK(stat->pid == 4242);
  CHECK(stat->comm == "python3");
  CHECK(stat->state == 'S');
  CHECK(stat->parent == 900);
  CHECK(stat->group == 4242);
  CHECK(stat->session == 4200);
  CHECK(stat->threads == 3);
  CHECK(stat->start_ticks == 123'456'789);
  CHECK_FALSE(stat->kernel_thread());
}

TEST_CASE("a process may call itself anything, and moves no other field by it") {
  for (const std::string name : {"", " ", "a b", "(sd-pam)", ")", ") R 1 1 1", "a) Z 1 (b", "((",
                                 "))", "line\nfeed", "\x1b[31mred", "\xff\xfe", "tab\there"}) {
    INFO(name);
    const auto stat = parse_proc_stat(stat_line(name));
    REQUIRE(stat);
    CHECK(stat->comm == name);
    CHECK(stat->state == 'S');
    CHECK(stat->parent == 900);
    CHECK(stat->start_ticks == 123'456'789);
  }
}

TEST_CASE("kernel threads, and groups of another pid namespace") {
  const auto thread =
      parse_proc_stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 12 0 0");
  REQUIRE(thread);
  CHECK(thread->kernel_thread());
  CHECK(thread->parent == 0);
  const auto foreign =
      parse_proc_stat("9 (a) S 1 -1 -1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 18446744073709551615 0");
  REQUIRE(foreign);
  CHECK(foreign->group == 0);
  CHECK(foreign->session == 0);
  CHECK(foreign->start_ticks == 18'446'744'073'709'551'615U);
}

TEST_CASE("stat that is cut off, or none") {
  const auto whole = stat_line("a) (b");
  const auto start = whole.find("123456789");
  for (std::size_t size = 0; size < start; ++size) {
    INFO(size);
    CHECK_FALSE(parse_proc_stat(std::string_view(whole).substr(0, size)));
  }
  for (const std::string text :
       {"", "()", ")(", "4242 python3 S 1 1", "x (a)", "-1 (a)", "4294967296 (a)"}) {
    INFO(text);
    CHECK_FALSE(parse_proc_stat(text + numbers));
  }
  CHECK_FALSE(parse_proc_stat("4242 (a) SS" + numbers.substr(2)));
  CHECK_FALSE(parse_proc_stat("4242 (a) S -1" + numbers.substr(6)));
}

TEST_CASE("status of a process") {
  const std::string text =
      "Name:\tevil\\nUid:\\t0\nUmask:\t0022\nUid:\t1000\t1001\t1002\t1003\n"
      "voluntary_ctxt_switches:\t150\nnonvoluntary_ctxt_switches:\t7\n";
  const auto status = parse_proc_status(text);
  CHECK(status.real_user == 1000U);
  CHECK(status.effective_user == 1001U);
  CHECK(status.context_switches == 157U);

  const auto none = parse_proc_status("Uid:\t\nvoluntary_ctxt_switches:\tmany\n");
  CHECK_FALSE(none.real_user);
  CHECK_FALSE(none.effective_user);
  CHECK_FALSE(none.context_switches);
  CHECK_FALSE(parse_proc_status("Uid:\t4294967296 -1\n").effective_user);
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto cut = parse_proc_status(std::string_view(text).substr(0, size));
    if (cut.context_switches) CHECK(*cut.context_switches <= 157);
  }
}

TEST_CASE("command lines") {
  using Words = std::vector<std::string>;
  const auto words = [](std::string_view bytes) { return parse_command_line(bytes); };
  using namespace std::string_view_literals;
  CHECK(words("") == Words{});
  CHECK(words("\0\0\0"sv) == Words{});
  CHECK(words("sleep\0009\0"sv) == Words{"sleep", "9"});
  CHECK(words("a\0\0b\0"sv) == Words{"a", "", "b"});
  CHECK(words("nginx: master process\0\0\0\0"sv) == Words{"nginx: master process"});
  // A process that wrote over its end has no zero there.
  CHECK(words("unterminated") == Words{"unterminated"});
  CHECK(words("\xff\x1b[31m\nx\0y\0"sv) == Words{"\xff\x1b[31m\nx", "y"});
  const auto whole = "python3\0-m\0http.server\0"sv;
  for (std::size_t size = 0; size <= whole.size(); ++size)
    CHECK(words(whole.substr(0, size)).size() <= 3);
}

TEST_CASE("command lines are told as one could type them") {
  CHECK(quote_command_line({}).empty());
  CHECK(quote_command_line({"nginx: master process"}) == "nginx: master process");
  CHECK(quote_command_line({"python3", "-c", "print('a b')"}) ==
        "python3 -c 'print('\\''a b'\\'')'");
  CHECK(quote_command_line({"a", "", "$HOME", "x;y", "*"}) == "a '' '$HOME' 'x;y' '*'");
  CHECK(quote_command_line({"grep", "--color=auto", "/srv/\xc3\xbc"}) ==
        "grep --color=auto /srv/\xc3\xbc");
  CHECK(quote_command_line({"a", "~"}) == "a '~'");
}

TEST_CASE("a name that was cut off is told whole where the command line has it") {
  ProcStat stat;
  stat.comm = "gunicorn-worker";  // 15 bytes
  CHECK(process_name(stat, {"/usr/bin/gunicorn-worker-process", "x"}) == "gunicorn-worker-process");
  CHECK(process_name(stat, {"gunicorn-worker-process"}) == "gunicorn-worker-process");
  CHECK(process_name(stat, {"/usr/bin/python3"}) == "gunicorn-worker");
  CHECK(process_name(stat, {}) == "gunicorn-worker");
  CHECK(process_name(stat, {""}) == "gunicorn-worker");
  stat.comm = "short";
  CHECK(process_name(stat, {"short-of-nothing"}) == "short");
}

}  // namespace preflight
