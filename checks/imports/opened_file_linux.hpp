// Files that are read in pieces, and mapped at need. Only *_linux.cpp files include this.
#pragma once

#include <variant>

#include "checks/imports/files.hpp"

namespace preflight::imports {

/// Takes the descriptor over. -1: errno tells why it could not be opened.
std::variant<OpenedFile, CannotOpen> open_file(int descriptor);

}  // namespace preflight::imports
