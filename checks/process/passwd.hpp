// Names of users from the text of /etc/passwd, passwd(5). Pure. The name service of the C library
// is not asked: it loads plug-ins and may go out to the network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace preflight {

/// The name of the first entry with this uid; the number itself where there is none, as ls(1) does.
std::string user_name(std::string_view passwd, std::uint32_t uid);

}  // namespace preflight
