// One error code with its meaning: a row of the tables in this folder. All of it lies in the
// program's constant data: nothing is set up when the program starts, nothing is ever freed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace preflight::codes {

/// Whose number it is. The order is that of `word()`.
enum class Family {
  win32,        ///< GetLastError, the service control manager, Winsock, HRESULTs of the scheduler
  ntstatus,     ///< the exit code of a Windows program that died
  posix,        ///< errno of Linux
  sqlite,       ///< primary and extended result codes
  systemd,      ///< exit codes before the program runs, and the words of Result=
  exit_status,  ///< what a shell or a program ends with; 128+n for signal n
  nssm,         ///< NSSM's own service-specific codes, behind error 1066
  finding       ///< preflight's finding codes: these have no number
};

/// At most N values, in constant data. More than N do not compile.
template <class T, std::size_t N>
class UpTo {
 public:
  constexpr UpTo() = default;
  constexpr UpTo(std::initializer_list<T> given) {
    for (const auto& one : given) items_[size_++] = one;
  }
  [[nodiscard]] constexpr const T* begin() const { return items_; }
  [[nodiscard]] constexpr const T* end() const { return items_ + size_; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr bool empty() const { return size_ == 0; }

 private:
  T items_[N]{};
  std::size_t size_{};
};

/// What to do. The command is a pattern: a person fills in what stands in capitals.
struct Advice {
  std::string_view text{};
  std::string_view command{};  ///< empty: none
  bool admin{};                ///< only an administrator (root) can do it
};

struct Code {
  Family family{};
  /// NTSTATUS and HRESULT as unsigned 32-bit values. None: known by its symbol only.
  std::optional<std::int64_t> number{};
  std::string_view symbol{};  ///< "ERROR_SERVICE_DOES_NOT_EXIST", "start-limit-hit", "port.in-use"
  /// One line. Empty where a room's table of findings says it (check.hpp, FindingCode).
  std::string_view says{};
  UpTo<std::string_view, 6> causes{};  ///< why it really happens, commonest first, a line each
  UpTo<std::string_view, 4> tell{};    ///< how to tell which cause it is
  UpTo<Advice, 4> remedies{};
};

}  // namespace preflight::codes
