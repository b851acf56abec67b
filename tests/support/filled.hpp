// Values of which little is as it is by default, for tests of what is recorded: all fields that a
// type names (checks/base/record.hpp) are set, in another way for each seed.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "checks/base/record_types.hpp"

namespace preflight {

template <class T>
concept Named = requires(const T* value) {
  recorded_names(value);
};

class Filler {
 public:
  explicit Filler(unsigned seed) : state_(seed * 2654435761U + 1) {}

  template <class T>
  T made() {
    T value{};
    fill(value);
    return value;
  }

  template <class T>
  void fill(T& value) {
    if constexpr (!record::is_recorded<T>)
      value = nullptr;
    else if constexpr (record::Fields<T>)
      std::apply([this](auto&... field) { (this->fill(field), ...); }, recorded_fields(value));
    else if constexpr (std::is_enum_v<T> && Named<T>)
      value = static_cast<T>(next() % count_of_names(recorded_names(&value)));
    else if constexpr (std::is_enum_v<T>)
      value = static_cast<T>(next() % 9);
    else if constexpr (std::is_same_v<T, bool>)
      value = next() % 3 != 0;
    else if constexpr (std::is_arithmetic_v<T>)
      // What has the size of an index may be one, of the two that each list has.
      value = static_cast<T>(sizeof(T) < sizeof(std::size_t) && next() % 2 == 0 ? 1 + next() % 100
                                                                                : next() % 2);
    else
      fill_other(value);
  }

 private:
  unsigned next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_ >> 3;
  }

  static std::size_t count_of_names(std::string_view names) {
    std::size_t count = 1;
    for (const char c : names) count += c == ',' ? 1U : 0U;
    return count;
  }

  void fill_other(std::string& text) {
    constexpr const char* texts[] = {"app",   "C:\\app\\a b.exe", "/srv/app.db",
                                     "x.dll", "caf\xe9",          "a \"quoted\" 'word'"};
    text = texts[next() % 6] + std::to_string(next() % 100);
  }

  void fill_other(SystemError& error) {
    static const ErrorWords foreign{"ERROR_SHARING_VIOLATION", "The file is used elsewhere"};
    error = next() % 2 == 0 ? SystemError{32, &foreign} : SystemError{5, nullptr};
  }

  void fill_other(Value& value) { value = {{"number", next()}, {"text", made<std::string>()}}; }

  template <class T>
  void fill_other(std::optional<T>& value) {
    value.reset();
    if (next() % 4 != 0) fill(value.emplace());
  }

  template <class T>
  void fill_other(std::vector<T>& list) {
    for (int i = 0; i < 2; ++i) list.push_back(made<T>());
  }

  template <class T, class Less>
  void fill_other(std::set<T, Less>& list) {
    list.insert(made<T>());
  }

  template <class Key, class T, class Less>
  void fill_other(std::map<Key, T, Less>& map) {
    map[made<Key>()] = made<T>();
  }

  template <class First, class Second>
  void fill_other(std::pair<First, Second>& pair) {
    fill(pair.first);
    fill(pair.second);
  }

  template <class T, std::size_t count>
  void fill_other(std::array<T, count>& list) {
    for (auto& one : list) fill(one);
  }

  template <class... All>
  void fill_other(std::variant<All...>& value) {
    fill_one(value, next() % sizeof...(All), std::index_sequence_for<All...>{});
  }
  template <class Variant, std::size_t... index>
  void fill_one(Variant& value, std::size_t is, std::index_sequence<index...>) {
    ((is == index ? fill(value.template emplace<index>()) : void()), ...);
  }

  template <class Rep, class Period>
  void fill_other(std::chrono::duration<Rep, Period>& span) {
    span = std::chrono::duration<Rep, Period>(next() % 100'000);
  }

  template <class Clock, class Duration>
  void fill_other(std::chrono::time_point<Clock, Duration>& at) {
    at = {};
    at += std::chrono::duration_cast<Duration>(std::chrono::hours(1'000 + next() % 400'000));
  }

  template <class T>
  requires(std::is_empty_v<T>) void fill_other(T&) {}

  unsigned state_;
};

}  // namespace preflight
