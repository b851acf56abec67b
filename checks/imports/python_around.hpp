// The Python that an extension lies in.
#pragma once

#include <string>

#include "checks/imports/closure.hpp"

namespace preflight::imports {

/// Of the extension at `path`. `folder`: that of python.exe, where it is known; else the folders
/// above the extension are looked at, for a python.exe or the pyvenv.cfg of a virtual environment.
PythonLook python_around(Files& files, const std::string& path, const std::string& folder);

}  // namespace preflight::imports
