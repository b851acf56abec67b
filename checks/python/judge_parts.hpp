// What the judges of this room share.
#pragma once

#include <string>

#include "checks/base/findings.hpp"
#include "checks/python/python.hpp"

namespace preflight::python {

/// As a person types it: quoted where that is needed.
std::string word(const std::string& text, bool windows);

/// The interpreter and what follows: "/usr/bin/python3 -m pip install x".
std::string command(const Facts& facts, const std::string& rest);

/// What is said last and is no frame of a traceback: the heart of what a Python complains about.
std::string last_line(const std::string& text);

/// "SIGSEGV", "STATUS_ACCESS_VIOLATION (0xC0000005)", "exit code 3".
std::string ending_text(const Run& run, bool windows);

void judge_start(const Query& query, const Facts& facts, Findings& findings);
void judge_module(const Facts& facts, const Module& module, Findings& findings);

/// The worst of what the room `imports` found; nothing where it found nothing that blocks.
const Finding* worst_of(const Library& library);

}  // namespace preflight::python
