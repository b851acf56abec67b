#include "cli/run/windows_line.hpp"

namespace preflight::run {

namespace {

// "Parsing C command-line arguments" (learn.microsoft.com): backslashes count only before a quote.
std::string quoted(const std::string& word) {
  if (!word.empty() && word.find_first_of(" \t\n\v\"") == std::string::npos) return word;
  std::string out = "\"";
  std::size_t backslashes = 0;
  for (const char letter : word) {
    if (letter == '"') out.append(backslashes + 1, '\\');
    backslashes = letter == '\\' ? backslashes + 1 : 0;
    out += letter;
  }
  return out.append(backslashes, '\\') + '"';
}

// Between quotes cmd.exe leaves all alone but the quote, which is doubled, and the percent sign:
// nothing escapes that one on a command line, but of a variable that is cut to no length nothing is
// left, and what follows stands for itself.
std::string quoted_for_cmd(const std::string& word) {
  std::string out = "\"";
  std::size_t backslashes = 0;
  for (const char letter : word) {
    // For the program that the batch file hands it to: there the quote would be escaped.
    if (letter == '"') out.append(backslashes, '\\');
    backslashes = letter == '\\' ? backslashes + 1 : 0;
    if (letter == '%')
      out += "%%cd:~,";
    else if (letter == '"')
      out += '"';
    out += letter;
  }
  return out.append(backslashes, '\\') + '"';
}

bool is_plain(const std::string& word) {
  return !word.empty() && word.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "_-./:\\@+#") == std::string::npos;
}

}  // namespace

std::string command_line_of(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words) line += (line.empty() ? "" : " ") + quoted(word);
  return line;
}

std::optional<std::string> batch_line(const std::string& path,
                                      const std::vector<std::string>& arguments) {
  // The first and the last quote are taken away, all between stays. No AutoRun, no "!".
  auto line = "/e:ON /v:OFF /d /c \"\"" + path + "\"";
  for (const auto& word : arguments) {
    if (word.find_first_of(std::string("\r\n\0", 3)) != std::string::npos) return std::nullopt;
    line += " " + (is_plain(word) ? word : quoted_for_cmd(word));
  }
  return line + "\"";
}

}  // namespace preflight::run
