// The settings of WinSW: NAME.xml beside NAME.exe (winsw/winsw, doc/xml-config-file.md). Pure.
#pragma once

#include <string>
#include <string_view>

#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// Whether the text is a document whose root is <service>.
bool is_winsw(std::string_view xml);

/// `program`: path of the host itself, which %BASE% and the default folders follow from. What
/// cannot be read as XML is a complaint, and then there is no application.
HostLook read_winsw(std::string_view xml, std::string_view program, const Environment& environment);

}  // namespace preflight::service
