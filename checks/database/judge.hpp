// The parts of `judge`. Pure.
#pragma once

#include <string>

#include "checks/database/database.hpp"

namespace preflight::database {

/// Null where the header was not read or is damaged.
const Header* sound_header(const Facts& facts);
bool is_wal(const Facts& facts);

Finding make_finding(std::string code, Severity severity, std::string message,
                     std::string cause = {});

/// The file itself: absent, of another kind, foreign bytes, damaged.
void judge_file(const Query& query, const Facts& facts, Findings& findings);

/// The rights that a commit needs, on the file, its companions and the folder.
void judge_rights(const Query& query, const Facts& facts, Findings& findings);

/// What lies beside it and waits to be replayed.
void judge_leftovers(const Query& query, const Facts& facts, Findings& findings);

/// Where it lies: network, sync client, no space.
void judge_place(const Query& query, const Facts& facts, Findings& findings);

/// Who is in the way, and who else has it open.
void judge_locks(const Query& query, const Facts& facts, Findings& findings);

/// What keeps nobody from starting, and costs an hour later. Looks at what is said already.
void judge_advice(const Query& query, const Facts& facts, Findings& findings);

/// What SQLite itself said.
void judge_attempt(const Query& query, const Facts& facts, Findings& findings);

/// "python3 (8812)", "python3 (8812) and sqlite3 (91)", "a process that cannot be seen".
std::string names_of(const std::vector<Holder>& holders);

/// `text` as one word for the shell of the system.
std::string shell_word(const std::string& text, System system);

/// Symbol, number and text of an error of the system, as evidence.
Value error_value(SystemError error);

}  // namespace preflight::database
