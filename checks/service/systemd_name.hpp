// Names of systemd units, as systemctl makes them of what a person types. Pure.
// systemd.unit(5), systemd-escape(1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace preflight::service {

/// The full name of the unit: "foo" is "foo.service", "my app" is "my\x20app.service". Every byte
/// that may not stand in a name is escaped, so that no shell pattern is left in it. Nothing where
/// the text is empty, longer than a name may be (255 bytes), or a path.
std::optional<std::string> unit_name(std::string_view typed);

/// A template that was given no instance: "getty@.service". It cannot be started as it is.
bool is_template(std::string_view name);

/// The template behind an instance: "getty@.service" for "getty@tty1.service"; nothing for others.
std::optional<std::string> template_of(std::string_view name);

/// For a person: `\x20` becomes a blank again; what is no escape stays.
std::string unescape_unit(std::string_view name);

}  // namespace preflight::service
