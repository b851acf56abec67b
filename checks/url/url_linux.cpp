#include <utility>

#include "checks/base/environment_variable.hpp"
#include "checks/base/reaching_linux.hpp"
#include "checks/url/message_linux.hpp"
#include "checks/url/proxy.hpp"
#include "checks/url/request.hpp"
#include "checks/url/url.hpp"
#include "checks/url/wire_linux.hpp"

namespace preflight::url {

namespace {

/// Why a step over the wire did not succeed, in the terms of the facts.
void tell(Moved moved, const Wire& wire, Facts& facts) {
  facts.words = wire.words();
  facts.trouble = moved == Moved::timed_out ? Trouble::timed_out
                  : moved == Moved::closed  ? Trouble::closed
                  : !facts.protocol.empty() ? Trouble::handshake
                                            : Trouble::failed;
}

void listen(Wire& wire, Facts& facts) {
  Message message;
  std::string bytes;
  auto moved = Moved::some;
  for (bool more = true; more;) {
    moved = wire.read(bytes, wire_piece);
    if (moved != Moved::some) break;
    more = message.feed(bytes);
  }
  if (moved == Moved::closed) message.end();
  message.tell(facts);
  if (moved == Moved::timed_out || moved == Moved::failed) tell(moved, wire, facts);
}

void talk(const Query& query, Deadline deadline, Facts& facts) {
  const auto& address = query.address;
  auto socket = net::connect_on_way(address.host, address.port, deadline, facts.way);
  if (!socket) return;
  Wire wire(std::move(socket), deadline);
  if (address.secure && !wire.secure(address.host, facts)) return;
  facts.stage = Stage::asking;
  // One that closes early may have answered before: that is read all the same.
  const auto moved = wire.write(request_text(address));
  if (moved == Moved::timed_out || moved == Moved::failed)
    tell(moved, wire, facts);
  else
    listen(wire, facts);
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  const auto begun = Deadline::Clock::now();
  Facts facts;
  facts.proxy = proxy_variables(query.address, environment_variable);
  talk(query, deadline, facts);
  facts.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begun);
  return facts;
}

}  // namespace preflight::url
