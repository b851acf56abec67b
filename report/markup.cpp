#include "report/markup.hpp"

#include <fmt/format.h>

#include "report/clean.hpp"

namespace preflight {

// The five characters that HTML gives a meaning in text or in a quoted attribute (HTML Living
// Standard, 13.1.2.3 and 13.1.2.4).
std::string html_escaped(std::string_view cleaned) {
  std::string out;
  out.reserve(cleaned.size());
  for (const char c : cleaned) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html_text(std::string_view text) { return html_escaped(clean(text)); }

std::string html_element(std::string_view tag, std::string_view css_class, std::string_view text) {
  const auto shown = html_text(text);
  return css_class.empty() ? fmt::format("<{0}>{1}</{0}>", tag, shown)
                           : fmt::format("<{0} class=\"{1}\">{2}</{0}>", tag, css_class, shown);
}

std::string html_command(std::string_view command) {
  return fmt::format("<div class=\"command\"><code>{}</code></div>\n", html_text(command));
}

}  // namespace preflight
