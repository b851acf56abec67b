// Text from the system made safe where it leaves the program. A process may call itself an escape
// sequence; a terminal must not obey it and a document must stay valid.
#pragma once

#include <string>
#include <string_view>

namespace preflight {

/// Valid UTF-8 without control characters: C0, DEL and C1, the separators of lines and paragraphs,
/// bidirectional controls, tags and characters without width become visible, "\x1b" or "\u202e"; an
/// invalid byte becomes "\xff". Idempotent.
std::string clean(std::string_view text);

/// The same in ASCII alone: any other character becomes "\u00e9" or "\U0001f600".
std::string clean_ascii(std::string_view text);

/// A valid JSON document with the same meaning, in which all those characters are escapes of JSON:
/// it can be sent to a terminal. (They can stand in its strings only.)
std::string escape_hidden(std::string document);

/// Columns that cleaned text takes on a terminal: one a code point, two of wide characters, none of
/// combining marks.
std::size_t display_width(std::string_view cleaned);

}  // namespace preflight
