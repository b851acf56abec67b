// The parts of the judge of services on Windows, each a subject of its own. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "checks/service/service.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// Adds a finding and gives it back to be completed.
Finding& add(Findings& findings, std::string_view code, Severity severity, std::string message,
             std::string cause = {});

bool has_blocker(const Findings& findings);

/// There is no such service, or it may not be read; nothing else can be judged then.
bool judge_presence(const WindowsFacts& facts, Findings& findings);

/// Marked for deletion, disabled, safe mode.
void judge_refusals(const WindowsFacts& facts, Findings& findings);

/// The program of the command line: found, meant, runnable, with all its libraries, a service.
void judge_program(const WindowsFacts& facts, Findings& findings);

/// Behind a host: NSSM and srvany, pywin32, svchost.
void judge_host(const WindowsFacts& facts, Findings& findings);

void judge_dependencies(const WindowsFacts& facts, Findings& findings);

/// What the state and the last end say. Where a cause was found before, it only confirms it.
void judge_end(const WindowsFacts& facts, Findings& findings);

/// Whether anybody starts it again after a failure, and whether that goes round in circles.
void judge_recovery(const WindowsFacts& facts, Findings& findings);

/// What a person who asked by hand wants to see, too.
void describe(const WindowsFacts& facts, Findings& findings);

// -- the words and commands of all parts

bool is_running(const WindowsFacts& facts);  ///< in the SCM's eyes, and its process is there

/// The file that the SCM starts, or would start; null where there is none.
const FileLook* chosen_file(const WindowsFacts& facts);

/// What is behind it in the command line, as one text.
std::string arguments_text(const WindowsFacts& facts);

/// One word of a command line of cmd.exe: in quotes where it has to be.
std::string one_word(std::string_view word);

/// sc.exe config NAME binPath= "\"PROGRAM\" ARGUMENTS"
Remedy set_program(const WindowsFacts& facts, const std::string& text, std::string_view program,
                   std::string_view arguments);

Remedy by_admin(std::string text, std::string command);

/// Libraries that the service's process would not find, that are of no use to it, or that may not
/// be read here. `code`: of what blocks.
void judge_libraries(const FileLook& look, Findings& findings,
                     std::string_view code = "service.program-not-runnable");

/// Whether its account may run the program that it is to run.
void judge_access(const WindowsFacts& facts, const FileLook& look, Findings& findings);

/// NSSM or a scheduled task in place of a native service, filled in for this one.
void advise_host(const WindowsFacts& facts, std::string_view program, const std::string& arguments,
                 Finding& finding);

/// A path that nobody but a user has: "C:\\Users\\ann\\AppData\\...".
bool is_per_user(std::string_view path);

/// "1053 (the service did not answer in time)": a Win32 code or an exit code, in words.
std::string in_words(std::uint32_t code);

/// Whether a number can only be an NTSTATUS: how a process died.
bool is_ntstatus(std::uint32_t code);

}  // namespace preflight::service
