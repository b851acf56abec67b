// No answer, or half of one: who did not say what.
#include <fmt/format.h>

#include "checks/base/duration.hpp"
#include "checks/base/host_names.hpp"
#include "checks/url/judge_parts.hpp"

namespace preflight::url {

namespace {

std::string where_of(const Query& query) {
  return net::host_and_port(query.address.host, query.address.port);
}

bool is_own(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

void advise_start(Finding& finding, const Query& query) {
  const auto port = std::to_string(query.address.port);
  advise(finding,
         is_own(query.address.host)
             ? "start the server, or see who has that port"
             : "start the server there, or see who listens (on that machine)",
         "preflight port " + port);
}

Finding unresolved(const Query& query, const Facts& facts) {
  const auto& host = query.address.host;
  if (facts.way.resolution == net::Resolution::not_asked)
    return make_finding("check.denied", Severity::error,
                        fmt::format("{} cannot be looked up: {}", host, facts.way.resolver));
  auto finding = make_finding(
      "url.unreachable", Severity::blocker,
      fmt::format("{} {}",
                  facts.way.resolution == net::Resolution::no_answer ? "no answer to what is"
                                                                     : "no address is known for",
                  host));
  finding.cause = net::why(facts.way.resolution);
  if (!facts.way.resolver.empty()) finding.evidence = {{"resolver", facts.way.resolver}};
  advise(finding, "ask the name server", "nslookup " + host);
  return finding;
}

Finding not_connected(const Query& query, const Facts& facts) {
  if (facts.way.resolution != net::Resolution::found || facts.way.attempts.empty())
    return unresolved(query, facts);
  const auto& best = net::most_telling(facts.way);
  const auto where = where_of(query);
  auto finding =
      make_finding("url.unreachable", Severity::blocker, where + " refuses the connection");
  switch (best.answer) {
    case net::Answer::refused:
      advise_start(finding, query);
      break;
    case net::Answer::timed_out:
      finding = make_finding("url.timed-out", Severity::blocker, where + " does not answer");
      advise(finding,
             fmt::format("see that the machine is up and its firewall lets port {} through",
                         query.address.port));
      break;
    case net::Answer::unreachable:
      finding.message = "no way leads to " + where;
      advise(finding, "see the routes", facts.windows ? "route print" : "ip route");
      break;
    case net::Answer::denied:
      finding.message = "this machine forbids the connection to " + where;
      finding.hard = true;
      advise(finding, "let the rule allow it", {}, Needs::admin);
      break;
    default:
      finding = make_finding("check.denied", Severity::error,
                             fmt::format("whether {} can be reached cannot be told: {} ({})", where,
                                         text(best.error), symbol(best.error)));
  }
  const auto why = net::why(best.answer);
  const auto tried = net::all_of(facts.way);
  finding.cause = fmt::format("{}{}tried: {}", why, why.empty() ? "" : "; ", tried);
  finding.evidence = {{"tried", tried}};
  return finding;
}

Finding timed_out(const Query& query, const Facts& facts) {
  const auto span = format_duration(facts.took);
  auto finding = make_finding("url.timed-out", Severity::blocker, "");
  switch (facts.stage) {
    case Stage::securing:
      finding.message = fmt::format("{} agreed on no TLS within {}", where_of(query), span);
      finding.cause = "it takes the connection, but does not speak TLS on it, or hangs";
      break;
    case Stage::body:
      finding.message =
          fmt::format("the answer of {} did not end within {}", shown(query.address), span);
      finding.cause = facts.reply ? fmt::format("{}, then {} bytes of its body, and no end",
                                                status_text(*facts.reply), facts.reply->body.size())
                                  : std::string();
      break;
    default:
      finding.message = fmt::format("{} gave no answer within {}", shown(query.address), span);
      finding.cause =
          "it takes the connection, but is stuck or overloaded: a deadlock, a database that does "
          "not answer, or all its workers are busy";
  }
  advise(finding, "see in the server's log what it waits for, or give it more with --timeout");
  return finding;
}

Finding closed(const Query& query, const Facts& facts) {
  auto finding =
      make_finding("url.closed", Severity::blocker,
                   fmt::format("{} closed the connection {}", where_of(query),
                               facts.stage == Stage::securing ? "before TLS was agreed on"
                               : facts.reply                  ? "in the middle of its answer"
                                                              : "without an answer"));
  finding.cause =
      facts.stage == Stage::securing
          ? "it speaks no TLS there, refuses this client, or its process died"
          : "its process died while it answered, it speaks another protocol there, or it is asked "
            "by http:// where it wants https://";
  advise(finding, "see the server's log");
  return finding;
}

Finding not_http(const Query& query, const Facts& facts) {
  auto finding = make_finding("url.not-http", Severity::blocker,
                              fmt::format("what {} says is no HTTP", where_of(query)));
  finding.cause = "another server has that port" +
                  std::string(query.address.secure ? "" : ", or it wants https://");
  if (!facts.words.empty()) *finding.cause += "; " + facts.words;
  advise(finding, "see who listens there", "preflight port " + std::to_string(query.address.port));
  return finding;
}

Finding handshake(const Query& query, const Facts& facts) {
  const bool none = facts.trouble == Trouble::not_tls;
  auto finding =
      make_finding("url.tls", Severity::blocker,
                   none ? where_of(query) + " speaks no TLS"
                        : fmt::format("no TLS can be agreed on with {}", where_of(query)));
  finding.cause =
      none ? "it answers a TLS client in plain text: it is a server for http://" : facts.words;
  // WinHTTP does not always say more.
  if (!none && facts.windows)
    finding.cause =
        "no version of TLS in common, or its certificate is not accepted; " + facts.words;
  if (!facts.words.empty()) finding.evidence = {{"library", facts.words}};
  if (none) {
    auto plain = query.address;
    plain.secure = false;
    advise(finding, "ask it by http://: " + shown(plain));
  } else {
    advise(finding,
           "let the server allow TLS 1.2 or later, and ask for no client certificate here");
  }
  return finding;
}

struct Refused {
  std::string_view message;
  std::string_view cause;
  std::string_view remedy;
};

Refused refused(Certificate certificate) {
  switch (certificate) {
    case Certificate::expired:
      return {"has expired", "nobody renewed it, or the clock of this machine is wrong",
              "renew the certificate; see that the clock of this machine is right"};
    case Certificate::not_yet_valid:
      return {"is not valid yet", "the clock of this machine is wrong, or that of who issued it",
              "see that the clock of this machine is right"};
    case Certificate::wrong_name:
      return {"is for another name", "the server is asked by a name or address it is not known by",
              "ask it by a name of its certificate, or have this name added"};
    case Certificate::self_signed:
      return {"is certified by nobody but itself", "a certificate made by hand, for tests",
              "have this machine trust it"};
    case Certificate::revoked:
      return {"was revoked", "its authority has taken it back", "install a new certificate"};
    case Certificate::unknown_authority:
      return {"is from an authority that this machine does not know",
              "an authority of your own, or the server does not send the certificates in between",
              "have this machine trust the authority, or let the server send the whole chain"};
    default:
      return {"is not accepted", "", "see what is wrong with it"};
  }
}

Finding bad_certificate(const Query& query, const Facts& facts) {
  if (facts.certificate == Certificate::no_authorities) {
    auto finding = make_finding(
        "check.denied", Severity::error,
        fmt::format("whether the certificate of {} is good cannot be told", where_of(query)));
    finding.cause = facts.words.empty()
                        ? "this machine has no list of authorities to believe"
                        : "no authority that could be believed can be read from " + facts.words;
    advise(finding, "install it, or name one in SSL_CERT_FILE", "apt-get install ca-certificates",
           Needs::admin);
    return finding;
  }
  const auto row = refused(facts.certificate);
  auto finding =
      make_finding("url.certificate", Severity::blocker,
                   fmt::format("the certificate of {} {}", where_of(query), row.message));
  auto cause = std::string(row.cause);
  if (!facts.certified.empty()) cause += (cause.empty() ? "" : "; it is ") + facts.certified;
  if (row.cause.empty() && !facts.words.empty()) cause += (cause.empty() ? "" : "; ") + facts.words;
  if (!cause.empty()) finding.cause = std::move(cause);
  std::string remedy(row.remedy);
  const bool trust = facts.certificate == Certificate::self_signed ||
                     facts.certificate == Certificate::unknown_authority;
  if (trust)
    remedy += facts.windows ? ": put it into the store of trusted root authorities"
                            : ": name the file in SSL_CERT_FILE, or add it to the system's list";
  advise(finding, std::move(remedy), trust && facts.windows ? "certlm.msc" : "",
         trust && facts.windows ? Needs::admin : Needs::user);
  finding.evidence = {{"verification", facts.words}};
  return finding;
}

}  // namespace

Finding judge_trouble(const Query& query, const Facts& facts) {
  if (facts.stage == Stage::connecting && facts.trouble != Trouble::failed)
    return not_connected(query, facts);
  switch (facts.trouble) {
    case Trouble::timed_out:
      return timed_out(query, facts);
    case Trouble::closed:
      return closed(query, facts);
    case Trouble::not_http:
      return not_http(query, facts);
    case Trouble::not_tls:
    case Trouble::handshake:
      return handshake(query, facts);
    case Trouble::certificate:
      return bad_certificate(query, facts);
    default:
      return make_finding(
          "check.denied", Severity::error,
          fmt::format("{} could not be asked: {}", shown(query.address), facts.words));
  }
}

}  // namespace preflight::url
