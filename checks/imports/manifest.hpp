// Manifests of Windows programs and of assemblies ("Application Manifests" in the Win32
// documentation). Decoder: it reads the few tags that name assemblies and files, and takes no XML
// for wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace preflight::imports {

struct Assembly {
  std::string name{};          ///< "Microsoft.VC90.CRT"
  std::string version{};       ///< "9.0.21022.8"
  std::string architecture{};  ///< "amd64", "x86", "*", or empty
  std::string token{};         ///< publicKeyToken
};

struct Manifest {
  std::vector<Assembly> needs{};     ///< dependentAssembly
  std::vector<std::string> files{};  ///< file: what an assembly is made of
};

/// UTF-8, or UTF-16 with its mark.
Manifest parse_manifest(std::string_view text);

}  // namespace preflight::imports
