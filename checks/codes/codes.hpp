// The one place where an error code gets its meaning: `preflight explain` and every room ask here.
// Pure; asks nothing of the system, and answers the same on every system. What is returned lies in
// constant data and lives as long as the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/codes/code.hpp"

namespace preflight::codes {

/// The row of a number. NTSTATUS and HRESULT in either sign. Null where the table has none.
const Code* find(Family family, std::int64_t number);

/// The row of a symbol, exactly as it stands in the table: "start-limit-hit", "port.in-use".
const Code* find(Family family, std::string_view symbol);

/// "ERROR_SERVICE_REQUEST_TIMEOUT (1053)", "STATUS_DLL_NOT_FOUND (0xC0000135)"; the bare number
/// where the table has no name for it.
std::string name_of(Family family, std::int64_t number);

/// "SQLITE_BUSY"; the number where the table has no name for it.
std::string symbol_of(Family family, std::int64_t number);

/// All that a person can mean by `query`, likeliest first: a number in decimal of either sign, or
/// in hexadecimal (0x..., ...h), a symbol with or without its prefix, "203/EXEC", "9/KILL",
/// "1066/3". Case and surrounding blanks do not matter. `as`: of this family only. Empty where
/// nothing is known.
std::vector<const Code*> lookup(std::string_view query, std::optional<Family> as = std::nullopt);

/// Every symbol, and those with a prefix once more without it: what lookup() takes for a name.
std::vector<std::string_view> names();

/// "win32", "errno": the words of --as.
std::string_view word(Family family);
std::optional<Family> family_of(std::string_view word);
std::vector<std::string_view> family_words();

/// How a number is written: "1053", "0xC0000135".
std::string number_text(const Code& code);

}  // namespace preflight::codes
