// Records that the Service Control Manager leaves in the event log `System`: netevent.h, the events
// 7000 to 7045. Their texts are translated, so the values in them are read instead. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// The error behind "%%1053"; of the first value that has one.
std::optional<std::uint32_t> error_in(const std::vector<std::string>& values);

/// Whether a record tells of the service: its first value is the display name, or the key name.
bool is_about(const Event& event, const std::string& key, const std::string& display_name);

/// "7009: it did not connect within 30000 ms"; other numbers with their values as they are.
std::string event_text(const Event& event);

/// Whether a record tells of a failure, not of a change.
bool tells_failure(const Event& event);

}  // namespace preflight::service
