// Words to one command line and back. Only *_windows.cpp files include this.
#pragma once

#include <string>
#include <vector>

namespace preflight::test {

/// Quoted so that CommandLineToArgvW and the C runtime give the same words again.
std::wstring command_line(const std::vector<std::string>& utf8_words);

/// The arguments of this process without the program's name, UTF-8.
std::vector<std::string> own_arguments();

}  // namespace preflight::test
