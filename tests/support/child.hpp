// A child process with pipes for its standard input and output; its standard error is ours.
// Two bodies: child_linux.cpp, child_windows.cpp. Failing system calls throw std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::test {

class Child {
 public:
  /// Starts `command`: the program's path, then its arguments, UTF-8.
  explicit Child(const std::vector<std::string>& command);
  ~Child();  ///< kills it where it still runs, and reaps it
  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;

  [[nodiscard]] std::uint32_t pid() const;

  /// The next line of its output without the line end; nothing at the end of the output or where
  /// `span` passes first.
  std::optional<std::string> read_line(std::chrono::milliseconds span = std::chrono::seconds(30));

  void send_line(std::string_view line);
  void close_input();

  /// Exit code, on Linux 128 + signal where a signal ended it; nothing where it still runs after
  /// `span`.
  std::optional<int> wait(std::chrono::milliseconds span = std::chrono::seconds(30));

  /// Ends it by its handle, at once. It is reaped by `wait` or the destructor, so that a test can
  /// look at it as a zombie.
  void kill();

 private:
  struct Native;
  std::unique_ptr<Native> native_;
};

/// Folder of the running program, UTF-8, without a separator at its end.
std::string program_folder();

}  // namespace preflight::test
