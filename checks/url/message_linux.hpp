// The answer of a server, from bytes as they come. A decoder over Boost.Beast's parser, which
// compiles for seconds and so is included in one file only. Windows has WinHTTP for this.
#pragma once

#include <memory>
#include <string_view>

#include "checks/url/url.hpp"

namespace preflight::url {

class Message {
 public:
  Message();
  ~Message();
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  /// The next bytes of the connection. False: no more of them is needed, since the answer is over,
  /// is broken, or all that it could say of health is known.
  bool feed(std::string_view bytes);

  /// The connection has ended.
  void end();

  /// What came so far: `stage`, `trouble`, `words` and `reply`.
  void tell(Facts& facts) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace preflight::url
