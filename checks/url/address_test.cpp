#include "checks/url/address.hpp"

#include "checks/url/proxy.hpp"
#include "checks/url/request.hpp"
#include "tests/support/catch.hpp"

namespace preflight::url {

namespace {

Address read(std::string_view text) { return std::get<Address>(read_address(text)); }

}  // namespace

TEST_CASE("addresses as users write them", "[url]") {
  struct Row {
    std::string_view text, host, target, shown;
    std::uint16_t port;
    bool secure;
  };
  for (const auto& row :
       {Row{"http://127.0.0.1:8000/health", "127.0.0.1", "/health", "http://127.0.0.1:8000/health",
            8000, false},
        {"HTTPS://Example.org", "Example.org", "/", "https://Example.org/", 443, true},
        {"http://localhost", "localhost", "/", "http://localhost/", 80, false},
        {"http://localhost:/x", "localhost", "/x", "http://localhost/x", 80, false},
        {"https://h:443/a?b=c#d", "h", "/a?b=c", "https://h/a?b=c", 443, true},
        {"http://h?ready", "h", "/?ready", "http://h/?ready", 80, false},
        {"http://[::1]:8000/h", "::1", "/h", "http://[::1]:8000/h", 8000, false},
        {"http://[fe80::1%eth0]/", "fe80::1%eth0", "/", "http://[fe80::1]/", 80, false},
        {"http://h/\xC3\xA4\"", "h", "/%C3%A4%22", "http://h/%C3%A4%22", 80, false},
        {"http://h/%20a", "h", "/%20a", "http://h/%20a", 80, false}}) {
    CAPTURE(row.text);
    const auto address = read(row.text);
    CHECK(address.host == row.host);
    CHECK(address.port == row.port);
    CHECK(address.target == row.target);
    CHECK(address.secure == row.secure);
    CHECK(shown(address) == row.shown);
  }
}

TEST_CASE("what is no address of a server", "[url]") {
  for (const auto* bad : {"",
                          "localhost:8000/health",
                          "ftp://h/",
                          "http:/h/",
                          "http://",
                          "http:///x",
                          "http://:80/",
                          "http://h:0/",
                          "http://h:65536/",
                          "http://h:x/",
                          "http://[::1/",
                          "http://[]/",
                          "http://[::1]x/",
                          "http://::1/",
                          "http://a b/",
                          "http://h/a b",
                          "http://h/\r\nX: y",
                          "http://h\n/",
                          "http://-h/",
                          "http://h\\@evil/",
                          "http://h;id/",
                          "file:///etc/passwd",
                          "http://[h]/",
                          "http://h/\x7f"}) {
    CAPTURE(bad);
    CHECK(std::holds_alternative<NoAddress>(read_address(bad)));
  }
  CHECK(std::holds_alternative<NoAddress>(read_address("http://h/" + std::string(5000, 'a'))));
}

TEST_CASE("what is secret is sent, and never shown", "[url]") {
  const auto address = read("https://ann:p%40ss:w%zzrd@h/x?user=ann&api_key=abc&token=&SIG=q");
  CHECK(address.credentials == "ann:p@ss:w%zzrd");
  CHECK(address.host == "h");
  CHECK(shown(address) == "https://***@h/x?user=ann&api_key=***&token=&SIG=***");
  CHECK(request_text(address).find("Authorization: Basic YW5uOnBAc3M6dyV6enJk\r\n") !=
        std::string::npos);
  for (const auto* text : {"http://ann:secret@h:0/", "ann:secret@h", "http://ann:sec/secret@h/",
                           "http://h/?password=secret", "http://ann:a@secret@h:x"}) {
    CAPTURE(text);
    CHECK(shown(std::string_view(text)).find("secret") == std::string::npos);
  }
}

TEST_CASE("where a redirect leads", "[url]") {
  const auto from = read("http://ann:secret@h:8000/a");
  CHECK(shown_redirect(from, "https://h/a/") == "https://h/a/");
  CHECK(shown_redirect(from, "/login?next=/a") == "http://***@h:8000/login?next=/a");
  CHECK(shown_redirect(from, "//other/") == "//other/");
  CHECK(shown_redirect(from, "https://ann:secret@h/") == "https://***@h/");
  CHECK(shown_redirect(from, std::string(2000, 'x')).size() < 400);
}

TEST_CASE("one request, one connection", "[url]") {
  CHECK(request_text(read("http://[::1]:8000/h?x"))
            .starts_with("GET /h?x HTTP/1.1\r\nHost: [::1]:8000\r\n"));
  const auto text = request_text(read("https://h/"));
  CHECK(text.find("Host: h\r\n") != std::string::npos);
  CHECK(text.find("Accept-Encoding: identity\r\n") != std::string::npos);
  CHECK(text.ends_with("Connection: close\r\n\r\n"));
  CHECK(text.find("Authorization") == std::string::npos);
}

TEST_CASE("base64 of any length", "[url]") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("\xff\xfe\xfd\xfc") == "//79/A==");
}

TEST_CASE("variables that name a proxy", "[url]") {
  using List = std::vector<std::string>;
  const auto none = [](const char*) { return std::string(); };
  CHECK(proxy_variables(read("http://h/"), none).empty());
  const auto some = [](const char* name) {
    return std::string(std::string(name) == "HTTPS_PROXY" ? "http://p:secret@x" : "");
  };
  CHECK(proxy_variables(read("http://h/"), some).empty());
  CHECK(proxy_variables(read("https://h/"), some) == List{"HTTPS_PROXY"});
  const auto except = [](const char* name) {
    const std::string text = name;
    return std::string(text == "all_proxy"  ? "http://x"
                       : text == "no_proxy" ? "localhost, .corp"
                                            : "");
  };
  CHECK(proxy_variables(read("http://h/"), except) == List{"all_proxy"});
  CHECK(proxy_variables(read("http://localhost/"), except).empty());
  CHECK(proxy_variables(read("http://a.corp/"), except).empty());
}

}  // namespace preflight::url
