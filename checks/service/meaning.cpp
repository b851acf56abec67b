#include "checks/service/meaning.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace preflight::service {

namespace {

struct Meaning {
  std::uint32_t code;
  std::string_view says;
};

// winerror.h and ntstatus.h.
constexpr std::array<Meaning, 30> meanings{{
    {2, "file not found"},
    {3, "path not found"},
    {5, "access denied"},
    {126, "a library was not found"},
    {127, "a function was not found in a library"},
    {193, "not a program of Windows"},
    {216, "a program for another machine"},
    {267, "the folder is none"},
    {1053, "it did not answer in time"},
    {1058, "disabled"},
    {1060, "no such service"},
    {1062, "not started"},
    {1063, "not started by the Service Control Manager"},
    {1064, "an exception in the service"},
    {1066, "an error of the service's own"},
    {1067, "its process ended unexpectedly"},
    {1068, "a dependency failed to start"},
    {1069, "its account could not log on"},
    {1070, "it hung while starting"},
    {1072, "marked for deletion"},
    {1075, "a dependency does not exist"},
    {1077, "never started since boot"},
    {1083, "its program does not hold this service"},
    {14001, "a side-by-side assembly is missing"},
    {0xC0000005, "access violation"},
    {0xC000007B, "a library for another machine, or broken"},
    {0xC0000135, "a library was not found"},
    {0xC0000139, "a function was not found in a library"},
    {0xC0000142, "a library failed to initialise"},
    {0xC000013A, "ended by Ctrl-C or logoff"},
}};

}  // namespace

std::string meaning_of(std::uint32_t code) {
  const auto found = std::find_if(meanings.begin(), meanings.end(),
                                  [&](const Meaning& one) { return one.code == code; });
  return found == meanings.end() ? std::string{} : std::string(found->says);
}

}  // namespace preflight::service
