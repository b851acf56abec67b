#include "cli/init/python_value.hpp"

#include <algorithm>

namespace preflight::init {

namespace {

using Text = std::string_view;
using Maybe = std::optional<PythonValue>;

constexpr int deepest_expression = 24;  ///< of expressions and of names that lead to names
constexpr int most_steps = 2000;        ///< of one expression
constexpr std::size_t longest_value = 4096;
constexpr std::size_t most_inside = 100;  ///< tokens between the braces of an f-string

Maybe joined(const Maybe& left, const Maybe& right) {
  if (!left || !right) return std::nullopt;
  if (is_absolute(right->text)) return right;
  // "..", from a file in the folder itself, and the folder itself: both are paths.
  return PythonValue{join_path(left->text, right->text), left->anchored};
}

}  // namespace

/// Goes once over an expression; `at_` is behind what was read.
class PythonFile::Evaluation {
 public:
  Evaluation(const PythonFile& file, const std::vector<Token>& tokens, std::size_t at, int depth,
             int& steps)
      : file_(file), tokens_(tokens), at_(at), depth_(depth), steps_(steps) {}

  Maybe expression() {
    if (depth_ > deepest_expression || ++steps_ > most_steps) return std::nullopt;
    auto value = term();
    while (true) {
      if (take("/")) {
        value = joined(value, term());
      } else if (take("+")) {
        const auto right = term();
        if (!value || !right || value->text.size() + right->text.size() > longest_value)
          return std::nullopt;
        value->text += right->text;
      } else if (is_name("or")) {
        ++at_;
        value = either(value, term());
      } else {
        break;
      }
    }
    // What follows would change the value: "x if y else z", "x % y".
    return ended() ? value : std::nullopt;
  }

 private:
  [[nodiscard]] bool ended() const {
    if (at_ >= tokens_.size() || tokens_[at_].kind == TokenKind::line_end) return true;
    return tokens_[at_].kind == TokenKind::mark &&
           is_one_of(tokens_[at_].text, {",", ")", "]", "}", ":", ";", "="});
  }

  bool take(Text mark) {
    if (!is(at_, mark)) return false;
    ++at_;
    return true;
  }

  [[nodiscard]] bool is_name(Text name) const {
    return has_kind(at_, TokenKind::name) && tokens_[at_].text == name;
  }

  /// "os.environ.get(NAME) or 8000".
  static Maybe either(const Maybe& left, const Maybe& right) {
    if (!left) return std::nullopt;
    const auto needed = needed_variables(left->text);
    if (needed.size() != 1 || left->text != variable_text(needed[0], std::nullopt)) return left;
    if (!right) return left;
    return PythonValue{variable_text(needed[0], right->text), false};
  }

  Maybe term() {
    if (depth_ > deepest_expression || ++steps_ > most_steps) return std::nullopt;
    if (take("(")) {
      auto value = Evaluation{file_, tokens_, at_, depth_ + 1, steps_}.run(at_);
      if (!take(")")) return std::nullopt;
      return attributes(std::move(value));
    }
    if (has_kind(at_, TokenKind::text)) return attributes(texts());
    if (has_kind(at_, TokenKind::number)) return PythonValue{tokens_[at_++].text, false};
    if (has_kind(at_, TokenKind::name)) return named();
    return std::nullopt;
  }

  Maybe run(std::size_t& end) {
    auto value = expression();
    end = at_;
    return value;
  }

  Maybe texts() {
    Maybe value = PythonValue{};
    while (has_kind(at_, TokenKind::text)) {
      const auto& token = tokens_[at_++];
      const auto part = token.formatted ? formatted(token.text) : PythonValue{literal(token.text)};
      if (!part || value->text.size() + part->text.size() > longest_value) return std::nullopt;
      value->text += part->text;
      value->anchored = value->anchored || part->anchored;
    }
    return value;
  }

  /// f"sqlite:///{BASE_DIR / 'app.db'}"
  Maybe formatted(Text text) {
    PythonValue value;
    while (!text.empty()) {
      const auto open = std::min(text.find('{'), text.size());
      value.text += literal(text.substr(0, open));
      text.remove_prefix(open);
      if (text.empty()) break;
      const auto close = text.find('}');
      if (close == Text::npos || text.starts_with("{{")) return std::nullopt;
      const auto inside = python_tokens(text.substr(1, close - 1), most_inside);
      const auto part = Evaluation{file_, inside, 0, depth_ + 1, steps_}.expression();
      if (!part) return std::nullopt;
      value.text += part->text;
      value.anchored = value.anchored || part->anchored;
      text.remove_prefix(close + 1);
    }
    return value;
  }

  Maybe named() {
    std::string chain = tokens_[at_++].text;
    while (is(at_, ".") && has_kind(at_ + 1, TokenKind::name)) {
      const auto& next = tokens_[at_ + 1].text;
      if (is_one_of(next, {"parent", "parents", "resolve", "absolute", "joinpath", "as_posix"}) &&
          chain != "os.path")
        break;
      chain += "." + next;
      at_ += 2;
    }
    if (is(at_, "(")) return attributes(call(chain));
    if (is(at_, "[")) return attributes(subscript(chain));
    if (chain == "__file__") return attributes(PythonValue{file_.file_, true});
    return attributes(lookup(chain));
  }

  Maybe lookup(Text chain) {
    // "settings.port", "self.port", "Config.PORT": by the last name.
    const auto dot = chain.rfind('.');
    const auto found =
        file_.names_.find(std::string(chain.substr(dot == Text::npos ? 0 : dot + 1)));
    if (found == file_.names_.end() || found->second >= file_.assignments_.size())
      return std::nullopt;
    const auto& entry = file_.assignments_[found->second];
    auto value = Evaluation{file_, file_.tokens_, entry.value, depth_ + 1, steps_}.expression();
    if (!value || !entry.settings) return value;
    auto name = entry.name;
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    auto text = variable_text(name, value->text);
    return text.empty() ? value : PythonValue{std::move(text), value->anchored};
  }

  Maybe subscript(Text chain) {
    const auto key = inner(at_ + 1);
    skip_brackets();
    if (!key || !(chain == "os.environ" || chain == "environ")) return std::nullopt;
    return PythonValue{variable_text(key->text, std::nullopt), false};
  }

  Maybe call(Text chain) {
    const auto arguments = arguments_of(tokens_, at_);
    skip_brackets();
    const auto place = [&](std::size_t n) -> Maybe {
      if (n >= arguments.places.size()) return std::nullopt;
      return inner(arguments.places[n]);
    };
    if (is_one_of(chain, {"str", "int", "Path", "pathlib.Path", "PurePath", "os.path.abspath",
                          "os.path.realpath", "os.path.normpath", "os.fspath", "os.path.expanduser",
                          "abspath", "realpath"}))
      return place(0);
    if (chain == "Path.cwd" || chain == "os.getcwd") return PythonValue{"", false};
    if (chain == "os.path.dirname" || chain == "dirname") {
      const auto path = place(0);
      return path ? Maybe{{folder_of(path->text), path->anchored}} : path;
    }
    if (chain == "os.path.join" || chain == "path.join") {
      auto value = place(0);
      for (std::size_t i = 1; i < arguments.places.size(); ++i) value = joined(value, place(i));
      return value;
    }
    return variable(chain, arguments, place(0), place(1));
  }

  /// os.getenv("PORT", 8000) and its like in python-decouple and django-environ.
  Maybe variable(Text chain, const Arguments& arguments, const Maybe& name,
                 const Maybe& second) const {
    const bool getter = is_one_of(chain, {"os.getenv", "getenv", "os.environ.get", "environ.get"});
    const bool other =
        is_one_of(chain, {"config", "env", "env.int", "env.str", "env.db", "env.path", "env.db_url",
                          "environ.Env.int", "dj_database_url.config"});
    if (!getter && !other) return std::nullopt;
    auto fallback = second;
    if (const auto named = arguments.find("default")) fallback = inner(*named);
    if (chain == "dj_database_url.config")
      return fallback ? Maybe{{variable_text("DATABASE_URL", fallback->text), false}} : fallback;
    if (!name || name->text.empty()) return std::nullopt;
    if (!fallback) return PythonValue{variable_text(name->text, std::nullopt), false};
    auto text = variable_text(name->text, fallback->text);
    return text.empty() ? fallback : PythonValue{std::move(text), fallback->anchored};
  }

  Maybe attributes(Maybe value) {
    while (is(at_, ".") && has_kind(at_ + 1, TokenKind::name)) {
      const auto name = tokens_[at_ + 1].text;
      at_ += 2;
      const bool calls = is(at_, "(");
      if (name == "parent" && !calls) {
        if (value) value->text = folder_of(value->text);
      } else if (name == "parents" && is(at_, "[")) {
        const auto index = inner(at_ + 1);
        skip_brackets();
        if (!index || index->text.size() != 1 || index->text[0] < '0' || index->text[0] > '9')
          return std::nullopt;
        for (int i = 0; value && i <= index->text[0] - '0'; ++i)
          value->text = folder_of(value->text);
      } else if (calls && is_one_of(name, {"resolve", "absolute", "as_posix", "strip"})) {
        skip_brackets();
      } else if (calls && name == "joinpath") {
        const auto arguments = arguments_of(tokens_, at_);
        skip_brackets();
        for (const auto place : arguments.places) value = joined(value, inner(place));
      } else {
        if (calls) skip_brackets();
        value.reset();
      }
    }
    return value;
  }

  void skip_brackets() {
    int depth = 0;
    for (; at_ < tokens_.size(); ++at_) {
      if (is(at_, "(") || is(at_, "[") || is(at_, "{")) ++depth;
      if (is(at_, ")") || is(at_, "]") || is(at_, "}")) --depth;
      if (depth == 0) {
        ++at_;
        return;
      }
    }
  }

  [[nodiscard]] Maybe inner(std::size_t at) const {
    return Evaluation{file_, tokens_, at, depth_ + 1, steps_}.expression();
  }

  [[nodiscard]] bool has_kind(std::size_t at, TokenKind kind) const {
    return at < tokens_.size() && tokens_[at].kind == kind;
  }

  [[nodiscard]] bool is(std::size_t at, Text mark) const { return is_mark(tokens_, at, mark); }

  const PythonFile& file_;
  const std::vector<Token>& tokens_;
  std::size_t at_;
  int depth_;
  int& steps_;
};

PythonFile::PythonFile(Text source, Text file) : file_(file), tokens_(python_tokens(source)) {
  find_assignments();
}

std::optional<PythonValue> PythonFile::value(std::size_t at) const {
  int steps = 0;
  return Evaluation{*this, tokens_, at, 0, steps}.expression();
}

std::optional<PythonValue> PythonFile::value_of_name(const std::string& name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) return std::nullopt;
  return value(assignments_[found->second].value);
}

// "NAME = ", "NAME: type = ", also within brackets of a dataclass's field; "self.NAME = ",
// 'config["NAME"] = '.
void PythonFile::find_assignments() {
  std::size_t settings_indent = 0;
  bool in_settings = false;
  bool begins = true;
  for (std::size_t at = 0; at < tokens_.size(); ++at) {
    const auto& token = tokens_[at];
    const bool first = begins;
    begins = token.kind == TokenKind::line_end;
    if (!first) continue;
    if (in_settings && token.indent <= settings_indent) in_settings = false;
    if (token.kind == TokenKind::name && token.text == "class") {
      const auto bases =
          is_mark(tokens_, at + 2, "(") ? arguments_of(tokens_, at + 2) : Arguments{};
      for (const auto base : bases.places)
        in_settings = in_settings || tokens_[base].text.find("Settings") != std::string::npos;
      settings_indent = token.indent;
      continue;
    }
    note_assignment(at, in_settings);
  }
}

void PythonFile::note_assignment(std::size_t at, bool settings) {
  constexpr std::size_t furthest = 16;  // tokens of a name and its type
  std::size_t name = at;
  for (auto i = at; i < std::min(at + furthest, tokens_.size()); ++i) {
    const auto& token = tokens_[i];
    if (token.kind == TokenKind::line_end) return;
    const bool mark = token.kind == TokenKind::mark;
    if (mark && token.text == "=") {
      assignments_.push_back({tokens_[name].text, name, i + 1, settings});
      names_.emplace(tokens_[name].text, assignments_.size() - 1);
      return;
    }
    if (mark && token.text == ":") {
      // The type stands between here and "=".
      for (auto j = i; j < std::min(i + furthest, tokens_.size()); ++j)
        if (is_mark(tokens_, j, "=")) {
          assignments_.push_back({tokens_[name].text, name, j + 1, settings});
          names_.emplace(tokens_[name].text, assignments_.size() - 1);
          return;
        } else if (tokens_[j].kind == TokenKind::line_end) {
          return;
        }
      return;
    }
    if (mark && !is_one_of(token.text, {".", "[", "]"})) return;
    if (token.kind == TokenKind::name || token.kind == TokenKind::text) name = i;
  }
}

}  // namespace preflight::init
