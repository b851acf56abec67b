// Builds the bytes of small PE files, so that a test shows what is fed to the decoder.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace preflight::test {

/// A symbol is a name, or "#12".
struct PeImport {
  std::string library{};
  std::vector<std::string> symbols{};
};

/// `forwarder` empty: it is in the file. `name` empty: by ordinal only.
struct PeExport {
  std::string name{};
  std::string forwarder{};
};

struct PeRecipe {
  std::uint16_t machine{0x8664};  ///< 0x14c gives a PE32, all others a PE32+
  bool library{};
  bool managed{};
  std::uint16_t subsystem{3};
  std::vector<PeImport> imports{};
  std::vector<PeImport> delay_imports{};
  bool old_delay_imports{};  ///< with addresses, as Visual C++ 6 wrote them
  std::vector<std::string> bound_imports{};
  std::uint16_t load_flags{};  ///< DependentLoadFlags; 0: no load configuration at all
  std::string export_name{};
  std::uint32_t ordinal_base{1};
  std::vector<PeExport> exports{};  ///< names in ascending order
  std::string manifest{};
  std::uint64_t file_version{};  ///< 0: no version resource
};

/// One section at RVA 0x1000, which lies at 0x400 in the file.
std::string build_pe(const PeRecipe& file);

/// The same as bytes for a decoder.
std::vector<std::uint8_t> bytes_of(const std::string& text);

}  // namespace preflight::test
