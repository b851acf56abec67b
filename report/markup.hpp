// Text from the system made safe for a page of HTML: nothing that a process calls itself becomes
// markup, and nothing of it is hidden.
#pragma once

#include <string>
#include <string_view>

namespace preflight {

/// Cleaned (clean.hpp) and escaped, to stand between tags or in a quoted attribute.
std::string html_text(std::string_view text);

/// Escaped only: a document of several lines that is clean already.
std::string html_escaped(std::string_view cleaned);

/// `text` in its element: `<code class="name">text</code>`; without a class where it is empty.
std::string html_element(std::string_view tag, std::string_view css_class, std::string_view text);

/// A command to be copied, whole.
std::string html_command(std::string_view command);

}  // namespace preflight
