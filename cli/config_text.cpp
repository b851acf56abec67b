#include "cli/config_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

namespace preflight {

namespace {

constexpr std::size_t deepest = 16;
constexpr std::size_t most_values = 10'000;
constexpr double exact_whole = 9007199254740992;  // 2^53

/// Goes over text that is known to be JSON, from token to token. The parser tells what a token is,
/// but not where it stands.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  [[nodiscard]] Spot spot() const { return spot_; }

  /// To the next token, or to `limit`.
  void skip_gaps(std::size_t limit = std::string_view::npos) {
    for (limit = std::min(limit, text_.size()); offset_ < limit;) {
      const auto rest = text_.substr(offset_);
      if (rest.starts_with("//"))
        skip_to(rest.find('\n'));
      else if (rest.starts_with("/*"))
        skip_comment(rest);
      else if (std::string_view{" \t\r\n,:"}.find(rest.front()) != std::string_view::npos)
        step();
      else
        return;
    }
  }

  void skip(std::size_t bytes) {
    for (; bytes > 0 && offset_ < text_.size(); --bytes) step();
  }

  void skip_string() {
    for (step(); offset_ < text_.size() && text_[offset_] != '"'; step())
      if (text_[offset_] == '\\') step();
    step();
  }

  void skip_number() {
    constexpr std::string_view digits = "0123456789+-.eE";
    while (offset_ < text_.size() && digits.find(text_[offset_]) != std::string_view::npos) step();
  }

 private:
  void step() {
    if (offset_ >= text_.size()) return;
    const auto byte = static_cast<unsigned char>(text_[offset_++]);
    if (byte == '\n') {
      ++spot_.line;
      spot_.column = 1;
    } else if (offset_ == text_.size() ||
               (static_cast<unsigned char>(text_[offset_]) & 0xC0) != 0x80) {
      // The last byte of a character (RFC 3629, section 3).
      ++spot_.column;
    }
  }

  void skip_to(std::size_t bytes) { skip(std::min(bytes, text_.size() - offset_)); }

  void skip_comment(std::string_view rest) {
    const auto end = rest.find("*/", 2);
    skip_to(end == std::string_view::npos ? end : end + 2);
  }

  std::string_view text_;
  std::size_t offset_{};
  Spot spot_{};
};

// "[json.exception.parse_error.101] parse error at line 1, column 8: syntax error while parsing
// value - invalid literal; last read: 'x'; expected ..."
std::string in_words(std::string_view what) {
  auto text = what.substr(std::min(what.find("] ") + 2, what.size()));
  if (const auto column = text.find(", column "); column != std::string_view::npos)
    text.remove_prefix(std::min(text.find(": ", column) + 2, text.size()));
  constexpr std::string_view syntax = "syntax error ";
  if (text.starts_with(syntax)) text.remove_prefix(syntax.size());
  std::string words{text.substr(0, text.find("; last read: '"))};
  if (words.size() < text.size())
    if (const auto expected = text.rfind("; expected "); expected != std::string_view::npos)
      words += text.substr(expected);
  return "no valid JSON: " + words;
}

std::string digits_of(double number) {
  if (std::abs(number) <= exact_whole && std::trunc(number) == number)
    return fmt::format("{:.0f}", number);
  return fmt::format("{}", number);
}

/// What nlohmann's parser calls, token by token (its page "SAX interface").
class Builder {
 public:
  using Json = nlohmann::json;

  explicit Builder(std::string_view text) : cursor_(text) {}

  // NOLINTBEGIN(readability-identifier-naming): the names are the parser's.
  bool null() { return word(NodeKind::null, "null"); }
  bool boolean(bool value) { return word(NodeKind::boolean, value ? "true" : "false"); }
  bool number_integer(Json::number_integer_t value) {
    return number(static_cast<double>(value), fmt::format("{}", value));
  }
  bool number_unsigned(Json::number_unsigned_t value) {
    return number(static_cast<double>(value), fmt::format("{}", value));
  }
  bool number_float(Json::number_float_t value, const std::string&) {
    return number(value, digits_of(value));
  }
  bool string(std::string& value) {
    auto node = next(NodeKind::text);
    cursor_.skip_string();
    node.text = std::move(value);
    return add(std::move(node));
  }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(NodeKind::object); }
  bool start_array(std::size_t) { return open(NodeKind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& value) {
    cursor_.skip_gaps();
    name_spot_ = cursor_.spot();
    cursor_.skip_string();
    for (const auto& other : open_.back().children)
      if (other.name == value)
        return fail(name_spot_, fmt::format("{}: the key stands in line {} already", value,
                                            other.name_spot.line));
    name_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t read, const std::string&, const Json::exception& error) {
    // The beginning of the token that is wrong; `read` counts the byte at which that was seen.
    cursor_.skip_gaps(read == 0 ? 0 : read - 1);
    return fail(cursor_.spot(), in_words(error.what()));
  }
  // NOLINTEND(readability-identifier-naming)

  std::variant<Node, ConfigError> result() && {
    if (error_) return std::move(*error_);
    return std::move(root_);
  }

 private:
  Node next(NodeKind kind) {
    cursor_.skip_gaps();
    Node node;
    node.kind = kind;
    node.spot = cursor_.spot();
    node.name = std::exchange(name_, {});
    node.name_spot = name_spot_;
    return node;
  }

  bool word(NodeKind kind, std::string_view text) {
    auto node = next(kind);
    cursor_.skip(text.size());
    node.text = text;
    return add(std::move(node));
  }

  bool number(double value, std::string text) {
    auto node = next(NodeKind::number);
    cursor_.skip_number();
    node.number = value;
    node.text = std::move(text);
    return add(std::move(node));
  }

  bool open(NodeKind kind) {
    auto node = next(kind);
    if (open_.size() == deepest)
      return fail(node.spot, fmt::format("more than {} levels deep", deepest));
    cursor_.skip(1);
    open_.push_back(std::move(node));
    return true;
  }

  bool close() {
    cursor_.skip_gaps();
    cursor_.skip(1);
    auto node = std::move(open_.back());
    open_.pop_back();
    return add(std::move(node));
  }

  bool add(Node node) {
    if (++values_ > most_values)
      return fail(node.spot, fmt::format("more than {} values", most_values));
    if (open_.empty())
      root_ = std::move(node);
    else
      open_.back().children.push_back(std::move(node));
    return true;
  }

  bool fail(Spot spot, std::string message) {
    error_ = ConfigError{spot, std::move(message)};
    return false;
  }

  Cursor cursor_;
  std::vector<Node> open_{};
  std::string name_{};
  Spot name_spot_{};
  Node root_{};
  std::size_t values_{};
  std::optional<ConfigError> error_{};
};

std::optional<ConfigError> unreadable(std::string_view text) {
  if (text.size() > longest_config)
    return ConfigError{std::nullopt, fmt::format("longer than {} KiB", longest_config / 1024)};
  // What PowerShell's ">" writes.
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    return ConfigError{Spot{}, "the text is UTF-16; save it as UTF-8"};
  // The parser would take it for the end of the text.
  if (const auto zero = text.find('\0'); zero != std::string_view::npos) {
    Cursor cursor{text};
    cursor.skip(zero);
    return ConfigError{cursor.spot(), "the text has a zero byte in it"};
  }
  return std::nullopt;
}

}  // namespace

std::variant<Node, ConfigError> decode_config_text(std::string_view text) {
  if (auto error = unreadable(text)) return std::move(*error);
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  Builder builder{text};
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder,
                            nlohmann::json::input_format_t::json, true, true);
  return std::move(builder).result();
}

}  // namespace preflight
