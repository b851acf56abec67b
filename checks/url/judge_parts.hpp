// What the judges of this room share.
#pragma once

#include <string>
#include <string_view>

#include "checks/base/findings.hpp"
#include "checks/url/url.hpp"

namespace preflight::url {

/// "curl -i http://...", with a word for the password where there is one.
std::string curl(const Query& query, const Facts& facts);

/// "503 Service Unavailable".
std::string status_text(const Reply& reply);

/// Of an answer that did not come, or not whole: all but `Trouble::none`.
Finding judge_trouble(const Query& query, const Facts& facts);

/// Of an answer that came.
Findings judge_reply(const Query& query, const Facts& facts, const Reply& reply);

}  // namespace preflight::url
