// How numbers, texts, times and the containers of the standard library are recorded.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "checks/base/record.hpp"

namespace preflight::record {

template <class T>
requires std::is_integral_v<T>
struct As<T> {
  static Value write(T value) { return value; }
  static void read(const Value& value, T& into, const Place& place) {
    if constexpr (std::is_same_v<T, bool>) {
      if (!value.is_boolean()) fail(place, "is neither true nor false");
      into = value.get<bool>();
    } else if (value.is_number_unsigned()) {
      const auto number = value.get<std::uint64_t>();
      if (!std::in_range<T>(number)) fail(place, "is too large a number");
      into = static_cast<T>(number);
    } else {
      if (!value.is_number_integer()) fail(place, "is no whole number");
      const auto number = value.get<std::int64_t>();
      if (!std::in_range<T>(number)) fail(place, "is a number out of range");
      into = static_cast<T>(number);
    }
  }
};

/// For an enum that holds whatever number a system gives: `struct As<State> : AsNumber<State> {}`.
template <class Enum>
struct AsNumber {
  using Number = std::underlying_type_t<Enum>;
  static Value write(Enum value) { return static_cast<Number>(value); }
  static void read(const Value& value, Enum& into, const Place& place) {
    Number number{};
    record::read(value, number, place);
    into = static_cast<Enum>(number);
  }
};

template <>
struct As<double> {
  static Value write(double value) { return value; }
  static void read(const Value& value, double& into, const Place& place) {
    if (!value.is_number()) fail(place, "is no number");
    into = value.get<double>();
  }
};

template <>
struct As<std::string> {
  static Value write(const std::string& text) { return text_value(text); }
  static void read(const Value& value, std::string& into, const Place& place) {
    into = text_of(value, place);
  }
};

/// Whatever it is.
template <>
struct As<Value> {
  static Value write(const Value& value) { return clean_value(value); }
  static void read(const Value& value, Value& into, const Place&) { into = value; }
};

template <class T>
struct As<std::optional<T>> {
  static Value write(const std::optional<T>& value) {
    return value ? record::write(*value) : Value(nullptr);
  }
  static void read(const Value& value, std::optional<T>& into, const Place& place) {
    into.reset();
    if (!value.is_null()) record::read(value, into.emplace(), place);
  }
};

template <class List>
struct AsList {
  static Value write(const List& list) {
    Value array = Value::array();
    for (const auto& one : list) array.push_back(record::write(one));
    return array;
  }
  static void read(const Value& value, List& into, const Place& place) {
    if (!value.is_array()) fail(place, "is no list");
    into.clear();
    for (std::size_t i = 0; i < value.size(); ++i) {
      typename List::value_type one{};
      record::read(value[i], one, {&place, {}, i});
      into.insert(into.end(), std::move(one));
    }
  }
};

template <class T>
struct As<std::vector<T>> : AsList<std::vector<T>> {};
template <class T, class Less>
struct As<std::set<T, Less>> : AsList<std::set<T, Less>> {};

/// Bytes are one text in base 16.
template <>
struct As<std::vector<std::uint8_t>> {
  static Value write(const std::vector<std::uint8_t>& bytes) {
    return bytes_value(bytes.data(), bytes.size());
  }
  static void read(const Value& value, std::vector<std::uint8_t>& into, const Place& place) {
    into = bytes_of(value, place);
  }
};
template <std::size_t count>
struct As<std::array<std::uint8_t, count>> {
  static Value write(const std::array<std::uint8_t, count>& bytes) {
    return bytes_value(bytes.data(), count);
  }
  static void read(const Value& value, std::array<std::uint8_t, count>& into, const Place& place) {
    const auto bytes = bytes_of(value, place);
    if (bytes.size() != count) fail(place, "has not as many bytes as it must");
    std::copy(bytes.begin(), bytes.end(), into.begin());
  }
};

/// A list of two.
template <class First, class Second>
struct As<std::pair<First, Second>> {
  static Value write(const std::pair<First, Second>& value) {
    return Value::array({record::write(value.first), record::write(value.second)});
  }
  static void read(const Value& value, std::pair<First, Second>& into, const Place& place) {
    if (!value.is_array() || value.size() != 2) fail(place, "is no list of two");
    record::read(value[0], into.first, {&place, {}, 0});
    record::read(value[1], into.second, {&place, {}, 1});
  }
};

/// A list of pairs, since keys may be any bytes.
template <class Key, class T, class Less>
struct As<std::map<Key, T, Less>> {
  using Map = std::map<Key, T, Less>;
  static Value write(const Map& map) {
    Value array = Value::array();
    for (const auto& [key, value] : map)
      array.push_back(Value::array({record::write(key), record::write(value)}));
    return array;
  }
  static void read(const Value& value, Map& into, const Place& place) {
    std::vector<std::pair<Key, T>> all;
    record::read(value, all, place);
    into.clear();
    for (auto& one : all) into.insert(std::move(one));
  }
};

/// Which of them, counted from 0, and what.
template <class... All>
struct As<std::variant<All...>> {
  using Variant = std::variant<All...>;
  static Value write(const Variant& value) {
    return {{"is", value.index()},
            {"value", std::visit([](const auto& one) { return record::write(one); }, value)}};
  }
  static void read(const Value& value, Variant& into, const Place& place) {
    if (!value.is_object() || !value.contains("is") || !value.contains("value"))
      fail(place, "has no 'is' and 'value'");
    std::size_t is{};
    record::read(value["is"], is, {&place, "is", 0});
    if (is >= sizeof...(All)) fail(place, "is of a kind that is not known");
    read_as(value["value"], into, is, {&place, "value", 0}, std::index_sequence_for<All...>{});
  }

 private:
  template <std::size_t... index>
  static void read_as(const Value& value, Variant& into, std::size_t is, const Place& place,
                      std::index_sequence<index...>) {
    ((is == index ? record::read(value, into.template emplace<index>(), place) : void()), ...);
  }
};

/// In its own unit.
template <class Rep, class Period>
struct As<std::chrono::duration<Rep, Period>> {
  using Duration = std::chrono::duration<Rep, Period>;
  static Value write(Duration value) { return value.count(); }
  static void read(const Value& value, Duration& into, const Place& place) {
    Rep count{};
    record::read(value, count, place);
    into = Duration(count);
  }
};

/// Since the epoch of its clock, in its own unit.
template <class Clock, class Duration>
struct As<std::chrono::time_point<Clock, Duration>> {
  using Point = std::chrono::time_point<Clock, Duration>;
  static Value write(Point value) { return record::write(value.time_since_epoch()); }
  static void read(const Value& value, Point& into, const Place& place) {
    using std::chrono::hours;
    constexpr auto longest = hours(24) * 366 * 9999;  // what a calendar can do with
    Duration since{};
    record::read(value, since, place);
    const auto span = std::chrono::duration_cast<hours>(since);
    if (span > longest || span < -longest) fail(place, "is no time");
    into = Point(since);
  }
};

}  // namespace preflight::record
