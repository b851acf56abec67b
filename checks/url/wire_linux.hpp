// A connection that bytes go over, with or without TLS, each step bounded by one deadline. Only
// *_linux.cpp files include this.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "checks/base/descriptor_linux.hpp"
#include "checks/url/url.hpp"

namespace preflight::url {

inline constexpr std::size_t wire_piece = std::size_t{16} << 10;  ///< bytes read at once

enum class Moved { some, closed, timed_out, failed };

class Wire {
 public:
  /// `socket` is connected and non-blocking.
  Wire(Descriptor socket, Deadline deadline);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Agrees on TLS with `host`, which must be certified. False: `facts` tells why not.
  bool secure(const std::string& host, Facts& facts);

  Moved write(std::string_view bytes);

  /// `some`: at least one byte, at most `most`, in `bytes`.
  Moved read(std::string& bytes, std::size_t most);

  /// Why the last step failed.
  [[nodiscard]] const std::string& words() const { return words_; }

 private:
  struct Tls;
  Moved send_raw(std::string_view bytes);
  Moved receive_raw(std::string& bytes, std::size_t most);
  /// Hands what the library wants to send to the socket.
  Moved flush();
  /// Gives the library what the socket has.
  Moved refill();
  /// After a step of the library that did not succeed: what it waits for, done.
  Moved go_on(int result);
  bool fail_handshake(Moved moved, Facts& facts);

  Descriptor socket_;
  Deadline deadline_;
  std::unique_ptr<Tls> tls_;
  std::string words_{};
};

}  // namespace preflight::url
