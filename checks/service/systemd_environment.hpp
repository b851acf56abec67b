// What a unit puts into the environment of its program: the words of the property Environment= as
// `systemctl show` writes them, and the lines of an EnvironmentFile= (systemd.exec(5)). Pure;
// fuzzed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::service {

/// "A=b "C=d e"": words with blanks between them; a word with blanks stands in quotes, in which a
/// backslash takes the meaning of the next character away.
std::vector<std::string> decode_shown_words(std::string_view text);

/// "NAME=value" of each line that gives one, in order; else as below.
std::vector<std::string> variables_in_file(std::string_view text);

/// The value that the lines give to `name`, the last one; nothing where none does. Lines that begin
/// with '#' or ';' are comments; quotes around a value are taken away.
std::optional<std::string> value_in_file(std::string_view text, std::string_view name);

}  // namespace preflight::service
