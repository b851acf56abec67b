// Redactor over JSON: environments, command lines in lists, values of the registry.
#include <algorithm>

#include "checks/base/record.hpp"
#include "cli/bundle/none.hpp"
#include "cli/bundle/redact.hpp"
#include "cli/bundle/secret_finders.hpp"
#include "cli/bundle/secret_names.hpp"
#include "cli/bundle/utf16.hpp"

namespace preflight::bundle {

namespace {

/// Sets a variable to another value for as long as it lives.
class For {
 public:
  For(bool& what, bool value) : set(what), before(what) { set = value; }
  ~For() { set = before; }
  For(const For&) = delete;
  For& operator=(const For&) = delete;

 private:
  bool& set;
  bool before;
};

bool is_variable(const Value& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  const auto equals = text.find('=');
  if (equals == none || equals == 0 || (text[0] >= '0' && text[0] <= '9')) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool all_texts(const Value& array) {
  return std::all_of(array.begin(), array.end(), [](const Value& one) { return one.is_string(); });
}

bool is_bytes(const Value& object) {
  return object.size() == 1 && object.contains("bytes") && object["bytes"].is_string();
}

// As checks/base/record.hpp writes text that is no UTF-8. Nothing where it is something else.
std::optional<std::string> recorded_text(const Value& value) {
  try {
    return record::text_of(value, {nullptr, "text", 0});
  } catch (const record::Unreadable&) {
    return std::nullopt;
  }
}

/// REG_SZ, REG_EXPAND_SZ and REG_MULTI_SZ (winnt.h), which are UTF-16 whatever stands in them.
bool is_registry_text(const Value& type) {
  const auto number = type.is_number_integer() ? type.get<std::int64_t>() : 0;
  return number == 1 || number == 2 || number == 7;
}

bool is_registry_value(const Value& object) {
  return object.contains("name") && object.contains("data") && object.contains("type");
}

// Lists of the registry, and blocks of an environment, have a zero behind each of their texts.
template <class Change>
std::string each_text(std::string_view texts, const Change& change) {
  std::string result;
  for (std::size_t begin = 0; begin <= texts.size();) {
    const auto end = std::min(texts.find('\0', begin), texts.size());
    if (end > begin) result += change(texts.substr(begin, end - begin));
    if (end < texts.size()) result += '\0';
    begin = end + 1;
  }
  return result;
}

}  // namespace

std::string Redactor::variable(std::string_view text_of_it) {
  const auto equals = text_of_it.find('=', 1);  // "=C:=C:\\app" of Windows
  if (equals == none) return text(text_of_it);
  const auto name = text_of_it.substr(0, equals);
  const auto behind = text_of_it.substr(equals + 1);
  if (behind.empty()) return std::string(text_of_it);
  const auto before = std::string(name) + "=";
  if (is_harmless_variable(name)) return before + text(behind);
  const bool secret = is_secret_name(name);
  if (secret) learn(behind, kind_of(name));
  (void)text(behind);  // for what is in it: an address with a password
  return before + tag_of(behind, secret ? kind_of(name) : "environment");
}

void Redactor::note_open_key(std::string_view text_of_it) {
  constexpr std::string_view begin_mark = "-----BEGIN ", end_mark = "-----END ";
  const auto begin = text_of_it.rfind(begin_mark), end = text_of_it.rfind(end_mark);
  if (inside_key && end != none && (begin == none || begin < end)) inside_key = false;
  if (begin != none && text_of_it.find("PRIVATE KEY", begin) != none)
    inside_key = end == none || end < begin;
}

Value Redactor::text_value(const std::string& string) {
  const bool of_key = inside_key;
  note_open_key(string);
  if (of_key && !string.empty()) return tag_of(string, "private-key");
  if (!looks_like_utf16(string)) return text(string);
  const auto plain = from_utf16(string);
  const auto clean = each_text(plain, [this](std::string_view one) { return text(one); });
  return clean == plain ? Value(string) : record::text_value(to_utf16(clean));
}

Value Redactor::whole(const Value& value_of_it, std::string_view kind) {
  if (value_of_it.is_array()) {
    Value array = Value::array();
    for (const auto& one : value_of_it) array.push_back(whole(one, kind));
    return array;
  }
  const auto secret =
      value_of_it.is_object() && !is_bytes(value_of_it) ? std::nullopt : recorded_text(value_of_it);
  if (!secret) return value(value_of_it);
  if (secret->empty()) return value_of_it;
  learn(*secret, kind);
  return tag_of(*secret, kind);
}

Value Redactor::variables(const Value& all) {
  if (all.is_object() && !is_bytes(all)) {
    Value result = Value::object();
    for (const auto& [name, one] : all.items()) {
      const bool goes = one.is_string() && !one.empty() && !is_harmless_variable(name) &&
                        !one.get_ref<const std::string&>().empty();
      result[name] =
          !goes ? value(one)
                : Value(variable(name + "=" + one.get<std::string>()).substr(name.size() + 1));
    }
    return result;
  }
  if (!all.is_array()) return value(all);
  Value result = Value::array();
  for (const auto& one : all) {
    if (one.is_string() || (one.is_object() && is_bytes(one))) {
      const auto plain = recorded_text(one);
      result.push_back(plain ? record::text_value(variable(*plain)) : value(one));
    } else if (one.is_array() && one.size() == 2) {
      const auto name = recorded_text(one[0]), behind = recorded_text(one[1]);
      const bool known = name && behind && !name->empty();
      result.push_back(
          known ? Value::array(
                      {one[0], record::text_value(
                                   variable(*name + "=" + *behind).substr(name->size() + 1))})
                : value(one));
    } else {
      result.push_back(value(one));
    }
  }
  return result;
}

// The words of a command line: a secret stands alone, behind its option.
Value Redactor::words(const Value& array) {
  Value result = Value::array();
  std::string program, before;
  for (const auto& one : array) {
    const auto& word = one.get_ref<const std::string&>();
    bool glued = false;
    const bool secret = is_secret_option(before) || takes_secret(program, before, glued);
    if (secret && !glued && !word.empty() && !word.starts_with("--"))
      result.push_back(whole(one, kind_of(before) == "secret" ? "password" : kind_of(before)));
    else if (takes_secret(program, word, glued) && glued)
      result.push_back(word.substr(0, 2) + tag_of(std::string_view{word}.substr(2), "password"));
    else
      result.push_back(text_value(word));
    if (program.empty()) program = word;
    before = word;
  }
  return result;
}

Value Redactor::list(const Value& array) {
  const For outside(inside_key, false);
  if (!array.empty() && std::all_of(array.begin(), array.end(), is_variable))
    return variables(array);
  if (all_texts(array)) return words(array);
  Value result = Value::array();
  for (const auto& one : array) result.push_back(value(one));
  return result;
}

// In the record of a service of Windows: name, type and the bytes as the registry has them.
Value Redactor::registry_value(const Value& object) {
  const auto name = recorded_text(object["name"]).value_or("");
  const auto data = recorded_text(object["data"]);
  auto result = object;
  if (!data) return result;
  const auto change = [&](std::string_view one) {
    if (is_environment_name(name)) return variable(one);
    if (!is_secret_name(name)) return text(one);
    learn(one, kind_of(name));
    return tag_of(one, kind_of(name));
  };
  const bool wide = is_registry_text(object["type"]) || looks_like_utf16(*data);
  const auto plain = wide ? from_utf16(*data) : *data;
  const auto clean = each_text(plain, change);
  if (clean != plain) result["data"] = record::text_value(wide ? to_utf16(clean) : clean);
  return result;
}

Value Redactor::object(const Value& all) {
  if (is_bytes(all)) {
    const auto bytes = recorded_text(all);
    if (!bytes) return text_value(all["bytes"].get<std::string>());
    auto clean = text_value(*bytes);
    if (!clean.is_string()) return clean;
    const auto& plain = clean.get_ref<const std::string&>();
    return plain == *bytes ? all : record::text_value(plain);
  }
  if (is_registry_value(all)) return registry_value(all);
  Value result = Value::object();
  for (const auto& [key, one] : all.items()) {
    if (no_users && one.is_string() && (key == "user" || key == "account" || key == "owner"))
      users.learn_user(one.get_ref<const std::string&>());
    const auto name = text(key);
    if (is_environment_name(key))
      result[name] = variables(one);
    else if (is_secret_name(key) && (one.is_string() || one.is_array()))
      result[name] = whole(one, kind_of(key));
    else
      result[name] = value(one);
  }
  return result;
}

Value Redactor::value(const Value& any) {
  if (any.is_string()) return text_value(any.get_ref<const std::string&>());
  if (any.is_array()) return list(any);
  if (any.is_object()) return object(any);
  return any;
}

}  // namespace preflight::bundle
