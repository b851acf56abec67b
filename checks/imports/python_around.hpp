// The Python that an extension lies in.
#pragma once

#include <string>

#include "checks/imports/closure.hpp"

namespace preflight::imports {

/// Of the extension at `path`. `folder`: that of python.exe, where it is known; else the folders
/// above the extension are looked at, for a python.exe or the pyvenv.cfg of a virtual environment.
PythonLook python_around(Files& files, const std::string& path, const std::string& folder);

/// Which of the libraries would the system refuse? Its own are not asked about.
void add_refused(Closure& closure, const std::string& system_folder);

}  // namespace preflight::imports
