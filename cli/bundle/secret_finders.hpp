// The kinds of places in which secrets stand. secret_text.cpp's own; each adds what it finds, in
// any order. Pure.
#pragma once

#include <string_view>
#include <vector>

#include "cli/bundle/secret_text.hpp"

namespace preflight::bundle {

using Spans = std::vector<SecretSpan>;

/// `password=...`, `"token": "..."`, `Authorization: ...`, `?sig=...`.
void find_settings(std::string_view text, Spans& spans);
/// `--password ...`, `mysql -p...`, `'--token', '...'`.
void find_options(std::string_view text, Spans& spans);
/// `://user:...@host`.
void find_in_addresses(std::string_view text, Spans& spans);
/// What is known by how it looks: private keys, JSON Web Tokens, keys of known services.
void find_shapes(std::string_view text, Spans& spans);

bool ends_word(char c);  ///< a blank, a line end, a zero
std::string_view kind_of(std::string_view name);

/// The word at `begin`, as a shell or a list in JSON has it; of a quoted one what is in its quotes.
SecretSpan word_at(std::string_view text, std::size_t begin);

}  // namespace preflight::bundle
