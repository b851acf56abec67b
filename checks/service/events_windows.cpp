#include "checks/service/events_windows.hpp"

#include <windows.h>
// After it: needs its types.
#include <winevt.h>

#include <cstddef>
#include <memory>

#include "checks/base/wide_windows.hpp"
#include "checks/process/process_table.hpp"
#include "checks/service/events.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t most_events = 8;
constexpr std::size_t most_read = 2000;  ///< of all services together
constexpr const wchar_t* query_text =
    L"*[System[Provider[@Name='Service Control Manager'] and (EventID>=7000 and EventID<=7045) and "
    L"TimeCreated[timediff(@SystemTime)<=86400000]]]";

/// wevtapi.dll costs some milliseconds to load, so it is loaded where it is needed only.
struct EventLog {
  HMODULE library = LoadLibraryExW(L"wevtapi.dll", nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);

  template <class Function>
  [[nodiscard]] Function* get(const char* name) const {
    return reinterpret_cast<Function*>(
        reinterpret_cast<void (*)()>(library == nullptr ? nullptr : GetProcAddress(library, name)));
  }

  decltype(EvtQuery)* query = get<decltype(EvtQuery)>("EvtQuery");
  decltype(EvtNext)* next = get<decltype(EvtNext)>("EvtNext");
  decltype(EvtClose)* close = get<decltype(EvtClose)>("EvtClose");
  decltype(EvtRender)* render = get<decltype(EvtRender)>("EvtRender");
  decltype(EvtCreateRenderContext)* context =
      get<decltype(EvtCreateRenderContext)>("EvtCreateRenderContext");

  [[nodiscard]] bool complete() const {
    return query != nullptr && next != nullptr && close != nullptr && render != nullptr &&
           context != nullptr;
  }
};

struct Closing {
  const EventLog* log;
  void operator()(EVT_HANDLE handle) const { log->close(handle); }
};
using Owned = std::unique_ptr<std::remove_pointer_t<EVT_HANDLE>, Closing>;

/// The variants of a record; they point into `room`.
struct Variants {
  std::vector<std::max_align_t> room{};
  DWORD count{};

  [[nodiscard]] const EVT_VARIANT* begin() const {
    return reinterpret_cast<const EVT_VARIANT*>(room.data());
  }
};

bool render(const EventLog& log, EVT_HANDLE context, EVT_HANDLE event, Variants& variants) {
  variants.room.resize(4096);
  DWORD used = 0;
  const auto size = static_cast<DWORD>(variants.room.size() * sizeof(std::max_align_t));
  return log.render(context, event, EvtRenderEventValues, size, variants.room.data(), &used,
                    &variants.count) != 0;
}

std::optional<Event> read(const EventLog& log, EVT_HANDLE system, EVT_HANDLE user,
                          EVT_HANDLE record) {
  Variants variants;
  if (!render(log, system, record, variants) || variants.count <= EvtSystemTimeCreated)
    return std::nullopt;
  Event event;
  event.source = "Service Control Manager";
  event.id = variants.begin()[EvtSystemEventID].UInt16Val;
  if (const auto time = unix_milliseconds(variants.begin()[EvtSystemTimeCreated].FileTimeVal))
    event.time = Timestamp{std::chrono::milliseconds{*time}};
  if (!render(log, user, record, variants)) return event;
  for (DWORD i = 0; i < variants.count; ++i) {
    const auto& variant = variants.begin()[i];
    if (variant.Type == EvtVarTypeString && variant.StringVal != nullptr)
      event.values.push_back(to_utf8(variant.StringVal));
  }
  event.error = error_in(event.values);
  return event;
}

}  // namespace

std::optional<std::vector<Event>> failures_of(const std::string& key,
                                              const std::string& display_name, Deadline deadline,
                                              Gap& gap) {
  static const EventLog log;
  gap.what = "event log System";
  gap.reason = "this system has none";
  if (!log.complete()) return std::nullopt;
  // Wine has the function, returns null and says nothing of an error.
  SetLastError(ERROR_SUCCESS);
  const Owned result{
      log.query(nullptr, L"System", query_text, EvtQueryChannelPath | EvtQueryReverseDirection),
      {&log}};
  if (!result) {
    gap.error = last_error();
    if (gap.error.code != 0) gap.reason = text(gap.error);
    return std::nullopt;
  }
  const Owned system{log.context(0, nullptr, EvtRenderContextSystem), {&log}};
  const Owned user{log.context(0, nullptr, EvtRenderContextUser), {&log}};
  std::vector<Event> events;
  EVT_HANDLE record = nullptr;
  DWORD count = 0;
  for (std::size_t i = 0; i < most_read && events.size() < most_events && !deadline.passed(); ++i) {
    const auto wait = static_cast<DWORD>(deadline.left().count());
    if (log.next(result.get(), 1, &record, wait, 0, &count) == 0 || count == 0) break;
    const Owned owned{record, {&log}};
    auto event = read(log, system.get(), user.get(), record);
    if (event && tells_failure(*event) && is_about(*event, key, display_name))
      events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace preflight::service
