#include "checks/service/log_tail.hpp"

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/service/command_line.hpp"
#include "checks/service/registry_value.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t longest_line = 400;

// Where the bytes began in the middle of a file they have no mark.
bool is_utf16(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return true;
  std::size_t zeros = 0;
  for (std::size_t i = 1; i < bytes.size(); i += 2)
    if (bytes[i] == '\0') ++zeros;
  return bytes.size() > 8 && zeros > bytes.size() / 4;
}

bool names_error(std::string_view line) {
  const auto small = lower(line);
  constexpr std::string_view words[] = {"error:",    "exception:", "fatal",
                                        "error -",   "[error]",    "error ",
                                        "could not", "cannot ",    "no module named"};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

}  // namespace

std::vector<std::string> last_lines(std::string_view bytes, bool partial, std::size_t most) {
  std::string text{bytes};
  if (is_utf16(bytes)) text = utf16_to_utf8(bytes, false);
  auto lines = split(text, '\n');
  if (partial && lines.size() > 1) lines.erase(lines.begin());
  std::vector<std::string> kept;
  for (auto line = lines.rbegin(); line != lines.rend() && kept.size() < most; ++line) {
    auto whole = *line;
    while (!whole.empty() && (whole.back() == '\r' || whole.back() == ' ')) whole.remove_suffix(1);
    if (whole.starts_with("\xEF\xBB\xBF")) whole.remove_prefix(3);
    if (!trim(whole).empty()) kept.emplace_back(whole.substr(0, longest_line));
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

std::string telling_line(const std::vector<std::string>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (names_error(*line)) return std::string(trim(*line));
  return lines.empty() ? std::string{} : std::string(trim(lines.back()));
}

}  // namespace preflight::service
