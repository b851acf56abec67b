#include <windows.h>

#include <string_view>

#include "checks/base/wide_windows.hpp"
#include "checks/env/env.hpp"

namespace preflight::env {

Facts probe(const Query& query, Deadline) {
  Facts facts;
  facts.windows = true;
  // The size that the value needs with its zero, 1 where it is empty; the value itself is not read.
  const auto size = GetEnvironmentVariableW(to_wide(query.name).c_str(), nullptr, 0);
  if (size > 0) {
    facts.state = size > 1 ? State::set : State::empty;
    return facts;
  }
  wchar_t* const block = GetEnvironmentStringsW();
  if (block == nullptr) return facts;
  for (std::wstring_view entry = block; !entry.empty();
       entry = std::wstring_view(entry.data() + entry.size() + 1))
    // "=C:=C:\folder" is how cmd.exe keeps the folder of each drive.
    if (entry.front() != L'=') facts.names.push_back(to_utf8(entry.substr(0, entry.find(L'='))));
  FreeEnvironmentStringsW(block);
  return facts;
}

}  // namespace preflight::env
