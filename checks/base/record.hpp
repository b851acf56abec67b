// Values written down as JSON and read again, so that what one machine saw is judged on another.
//
// A struct takes part by naming its fields in their order, in its own namespace:
//
//   PREFLIGHT_RECORD(Socket, local, state, pids)
//
// which the compiler holds against the struct: a forgotten field does not compile. An enum names
// its enumerators, from 0 and without a gap:
//
//   PREFLIGHT_RECORD_ENUM(SocketState, listen, bound, connected)
//
// Text that is no UTF-8 (a path of Linux) is kept as bytes. A field that is as its struct has it by
// default is left out (but for one that always_recorded() names), and so are pointers, which mean
// nothing elsewhere. What is absent when it is read keeps its default, and what is unknown is
// passed over, so that an older case can still be judged. The types of the standard library are in
// checks/base/record_standard.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "report/value.hpp"

// NOLINTBEGIN(bugprone-macro-parentheses)
#define PREFLIGHT_RECORD(Type, ...)                                                             \
  [[maybe_unused]] inline std::string_view recorded_names(const Type*) { return #__VA_ARGS__; } \
  template <class Self>                                                                         \
  requires std::is_same_v<std::remove_const_t<Self>, Type>                                      \
  [[maybe_unused]] auto recorded_fields(Self& self) {                                           \
    auto& [__VA_ARGS__] = self;                                                                 \
    return std::tie(__VA_ARGS__);                                                               \
  }

#define PREFLIGHT_RECORD_ENUM(Type, ...)                                    \
  [[maybe_unused]] inline std::string_view recorded_names(const Type*) {    \
    using enum Type;                                                        \
    static_assert(::preflight::record::counts_up(std::array{__VA_ARGS__})); \
    return #__VA_ARGS__;                                                    \
  }
// NOLINTEND(bugprone-macro-parentheses)

namespace preflight::record {

/// It cannot be read: "facts.sockets[2].state: it is 'x', which is none of listen, bound".
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Where in a record something stands. Made on the way down, put into words only where it is wrong.
struct Place {
  const Place* above{};
  std::string_view key{};
  std::size_t index{};  ///< where `key` is empty

  [[nodiscard]] std::string words() const;
};

[[noreturn]] void fail(const Place& place, const std::string& why);

/// The name at `index` of "a, b, c".
std::string_view name_at(std::string_view names, std::size_t index);
/// Nothing where it is none of them.
std::optional<std::size_t> index_of(std::string_view names, std::string_view name);

Value text_value(std::string_view text);
/// With its texts as UTF-8, whatever they were.
Value clean_value(const Value& value);
std::string text_of(const Value& value, const Place& place);
Value bytes_value(const std::uint8_t* bytes, std::size_t count);
std::vector<std::uint8_t> bytes_of(const Value& value, const Place& place);

template <class Enum, std::size_t count>
constexpr bool counts_up(std::array<Enum, count> all) {
  for (std::size_t i = 0; i < count; ++i)
    if (static_cast<std::size_t>(all[i]) != i) return false;
  return true;
}

/// A type that writes and reads itself specialises this: `static Value write(const T&)`,
/// `static void read(const Value&, T&, const Place&)`.
template <class T>
struct As;

template <class T>
Value write(const T& value) {
  return As<T>::write(value);
}

template <class T>
void read(const Value& value, T& into, const Place& place) {
  As<T>::read(value, into, place);
}

template <class T>
concept Fields = requires(T& value) {
  recorded_fields(value);
};

/// A judge may rely on what a probe never breaks, an index within its list for one. Who recorded is
/// not known, so a type with such a rule declares, beside its fields, what is wrong with a value:
/// `std::string_view recorded_flaw(const T&)`, empty where it is sound.
template <class T>
concept Ruled = requires(const T& value) {
  std::string_view(recorded_flaw(value));
};

/// What is absent keeps its default; a field by which "nothing is in the way" is told may not be. A
/// type with one names it beside its fields: `std::string_view always_recorded(const T*)`.
template <class T>
concept Decided = requires(const T* type) {
  std::string_view(always_recorded(type));
};

template <class T>
inline constexpr bool is_recorded = true;
template <class T>
inline constexpr bool is_recorded<T*> = false;
template <class T>
inline constexpr bool is_recorded<std::shared_ptr<T>> = false;

template <class T>
requires Fields<T>
struct As<T> {
  static Value write(const T& value) {
    static const std::vector<Value> usual = fields_of(T{});
    auto fields = fields_of(value);
    const auto names = recorded_names(&value);
    Value object = Value::object();
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const auto name = name_at(names, i);
      if (fields[i] != usual[i] || name == decisive())
        object[std::string(name)] = std::move(fields[i]);
    }
    return object;
  }

  static void read(const Value& value, T& into, const Place& place) {
    if (!value.is_object()) fail(place, "is no object");
    if (const std::string needed(decisive()); !needed.empty() && !value.contains(needed))
      fail(place, "does not tell '" + needed + "'");
    const auto names = recorded_names(&into);
    std::size_t index = 0;
    std::apply(
        [&](auto&... field) { (read_field(value, name_at(names, index++), field, place), ...); },
        recorded_fields(into));
    if constexpr (Ruled<T>)
      if (const std::string_view flaw = recorded_flaw(into); !flaw.empty())
        fail(place, std::string(flaw));
  }

 private:
  static constexpr std::string_view decisive() {
    if constexpr (Decided<T>) return always_recorded(static_cast<const T*>(nullptr));
    return {};
  }

  static std::vector<Value> fields_of(const T& value) {
    std::vector<Value> fields;
    std::apply([&](const auto&... field) { (fields.push_back(written(field)), ...); },
               recorded_fields(value));
    return fields;
  }

  template <class Field>
  static Value written(const Field& field) {
    if constexpr (is_recorded<Field>) return record::write(field);
    return nullptr;
  }

  template <class Field>
  static void read_field(const Value& object, std::string_view name, Field& into,
                         const Place& place) {
    if constexpr (is_recorded<Field>) {
      const auto found = object.find(std::string(name));
      if (found != object.end()) record::read(*found, into, {&place, name, 0});
    }
  }
};

/// Without fields.
template <class T>
requires(std::is_empty_v<T>&& std::is_aggregate_v<T>) struct As<T> {
  static Value write(const T&) { return Value::object(); }
  static void read(const Value&, T&, const Place&) {}
};

template <class T>
requires std::is_enum_v<T>
struct As<T> {
  static Value write(const T& value) {
    const auto name = name_at(recorded_names(&value), static_cast<std::size_t>(value));
    if (name.empty()) throw std::logic_error("an enumerator without a name");
    return std::string(name);
  }
  static void read(const Value& value, T& into, const Place& place) {
    const auto names = recorded_names(&into);
    const auto text = text_of(value, place);
    const auto index = index_of(names, text);
    if (!index) fail(place, "is '" + text + "', which is none of " + std::string(names));
    into = static_cast<T>(*index);
  }
};

}  // namespace preflight::record
