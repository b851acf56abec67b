// What a plain expression of a Python source comes to: texts, numbers, paths built from __file__,
// variables of the environment with their defaults, names that the file gives a value to. Nothing
// is run; what is not plain has no value. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cli/init/python_tokens.hpp"
#include "cli/init/seen.hpp"

namespace preflight::init {

/// A value in the form of preflight.json (seen.hpp).
struct PythonValue {
  std::string text{};
  bool anchored{};  ///< a path that begins at the file itself, now seen from the project
};

class PythonFile {
 public:
  /// `file`: its path as seen from the project.
  PythonFile(std::string_view source, std::string_view file);

  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  [[nodiscard]] const std::string& path() const { return file_; }
  /// Of the file, without folders.
  [[nodiscard]] std::string_view name() const { return name_of(file_); }
  /// The value of the expression that begins at token `at`; nothing where it is not plain.
  [[nodiscard]] std::optional<PythonValue> value(std::size_t at) const;

  /// What the file gives to `name`.
  [[nodiscard]] std::optional<PythonValue> value_of_name(const std::string& name) const;

  /// A name that gets a value, at its first place: "PORT = 8000", "port: int = 8000".
  struct Assignment {
    std::string name{};
    std::size_t token{};  ///< of the name
    std::size_t value{};  ///< where its value begins
    bool settings{};      ///< in a class that takes its values from the environment (pydantic)
  };
  [[nodiscard]] const std::vector<Assignment>& assignments() const { return assignments_; }

 private:
  class Evaluation;

  void find_assignments();
  void note_assignment(std::size_t at, bool settings);

  std::string file_;
  std::vector<Token> tokens_;
  std::vector<Assignment> assignments_;
  std::unordered_map<std::string, std::size_t> names_;  ///< to the index of an assignment
};

}  // namespace preflight::init
