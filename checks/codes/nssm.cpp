// What NSSM itself puts behind error 1066 when it cannot run its program; any other
// service-specific code is the exit code of that program. Source: service.cpp of NSSM.
#include "checks/codes/tables.hpp"

namespace preflight::codes {

namespace {

using enum Family;

constexpr Code nssm_rows[] = {
    {nssm,
     2,
     "NSSM/2",
     "NSSM could not read its parameters",
     {"Application is missing below the service's Parameters key",
      "the service was made with sc instead of nssm install", "out of memory"},
     {"event log Application, source nssm 1004",
      "the program itself can end with 2, too: then event 1013 says so"},
     {{"see what is set",
       "reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\NAME\\Parameters /s"},
      {"name the program", "nssm set NAME Application C:\\PATH\\PROGRAM.exe", true}}},
    {nssm,
     3,
     "NSSM/3",
     "NSSM could not start the program",
     {"the program is not there or not for this machine", "AppDirectory does not exist",
      "the account may not run it"},
     {"event log Application, source nssm 1010 has the Win32 code",
      "the program itself can end with 3, too: then event 1013 says so"},
     {{"let preflight follow the paths", "preflight diagnose-service NAME"}}},
    {nssm,
     4,
     "NSSM/4",
     "NSSM could not open the file for standard output or error",
     {"the folder of AppStdout or AppStderr does not exist", "the account may not write there"},
     {"the program itself can end with 4, too: then event 1013 says so"},
     {{"see the paths", "nssm get NAME AppStderr"},
      {"create the folder, and let the account write",
       "icacls \"FOLDER\" /grant \"ACCOUNT:(OI)(CI)M\"", true}}},
    {nssm,
     5,
     "NSSM/5",
     "a hook of NSSM stopped the start",
     {"the Start/Pre hook ended with exit code 99: a gate such as preflight said no"},
     {"the program itself can end with 5, too: then event 1013 says so"},
     {{"see what is set",
       "reg query HKLM\\SYSTEM\\CurrentControlSet\\Services\\NAME\\Parameters /s"},
      {"run the command of the hook by hand"}}},
};

}  // namespace

std::span<const Code> nssm_codes() { return nssm_rows; }

}  // namespace preflight::codes
