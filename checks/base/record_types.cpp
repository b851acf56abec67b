#include "checks/base/record_types.hpp"

#include <deque>
#include <mutex>

namespace preflight::record {

namespace {

// A judge keeps an error for as long as it likes, so its words stay until the program ends.
const ErrorWords* kept(ErrorWords words) {
  static std::mutex mutex;
  static std::deque<ErrorWords> all;
  const std::lock_guard lock(mutex);
  return &all.emplace_back(std::move(words));
}

}  // namespace

Value As<SystemError>::write(SystemError error) {
  if (error.code == 0) return 0;
  return {{"code", error.code}, {"symbol", symbol(error)}, {"text", text_value(text(error))}};
}

void As<SystemError>::read(const Value& value, SystemError& into, const Place& place) {
  into = {};
  if (!value.is_object()) return record::read(value, into.code, place);
  ErrorWords words;
  const auto field = [&](std::string_view name, auto& of) {
    const auto found = value.find(std::string(name));
    if (found == value.end()) fail(place, "has no '" + std::string(name) + "'");
    record::read(*found, of, {&place, name, 0});
  };
  field("code", into.code);
  field("symbol", words.symbol);
  field("text", words.text);
  if (words.symbol != symbol(into) || words.text != text(into)) into.words = kept(std::move(words));
}

}  // namespace preflight::record
