#include "checks/imports/python_names.hpp"

#include <fmt/format.h>

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

/// "311", "39", "313t", "311d", "313td": the first digit is the major version.
std::optional<PythonBuild> parse_build(std::string_view text) {
  PythonBuild build;
  const auto end = text.find_first_not_of("0123456789");
  const auto digits = text.substr(0, end);
  const auto flags = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  if (digits.size() < 2 || digits.size() > 3) return std::nullopt;
  build.major = static_cast<unsigned>(digits[0] - '0');
  build.minor = static_cast<unsigned>(parse_unsigned(digits.substr(1)).value_or(0));
  for (const char flag : flags) {
    // m: pymalloc, in names up to 3.7.
    if (flag == 't')
      build.free_threaded = true;
    else if (flag == 'd')
      build.debug = true;
    else if (flag != 'm' && flag != 'u')
      return std::nullopt;
  }
  return build;
}

/// "3.11", "3.13t"
std::optional<PythonBuild> parse_dotted(std::string_view text) {
  const auto dot = text.find('.');
  if (dot != 1 || text[0] < '2' || text[0] > '9') return std::nullopt;
  return parse_build(std::string(text.substr(0, 1)) + std::string(text.substr(2)));
}

}  // namespace

std::string text(const PythonBuild& build) {
  return fmt::format("{}.{}{}{}", build.major, build.minor, build.free_threaded ? "t" : "",
                     build.debug ? ", a debug build" : "");
}

std::optional<ExtensionName> parse_extension_name(std::string_view file) {
  const auto lowered = lower(file);
  const bool windows = lowered.ends_with(".pyd");
  if (!windows && !lowered.ends_with(".so")) return std::nullopt;
  auto rest = file.substr(0, file.size() - (windows ? 4 : 3));
  ExtensionName name;
  const auto dot = rest.find('.');
  const auto tag = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  name.module = rest.substr(0, dot);
  if (windows && name.module.ends_with("_d")) {
    name.debug = true;
    name.module.resize(name.module.size() - 2);
  }
  if (name.module.empty()) return std::nullopt;
  if (!windows && tag.empty() && name.module.starts_with("lib")) return std::nullopt;
  const std::string_view prefix = windows ? "cp" : "cpython-";
  if (!tag.starts_with(prefix)) return name;
  const auto version = tag.substr(prefix.size());
  name.build = parse_build(version.substr(0, version.find('-')));
  if (name.build) {
    name.build->debug = name.build->debug || name.debug;
    name.debug = name.build->debug;
  }
  return name;
}

std::optional<PythonBuild> parse_python_library(std::string_view library) {
  const auto name = lower(library);
  std::string_view rest = name;
  if (rest.starts_with("libpython")) {
    rest.remove_prefix(9);
    return parse_dotted(rest.substr(0, rest.find(".so")));
  }
  if (!rest.starts_with("python") || !rest.ends_with(".dll")) return std::nullopt;
  rest = rest.substr(6, rest.size() - 10);
  const bool debug = rest.ends_with("_d");
  if (debug) rest.remove_suffix(2);
  auto build = parse_build(rest);
  if (build) build->debug = debug;
  return build;
}

bool is_python_own(std::string_view library) {
  const auto name = lower(library);
  return parse_python_library(name) || name == "python3.dll" || name == "python3t.dll" ||
         name == "vcruntime140.dll" || name == "vcruntime140_1.dll";
}

std::optional<PythonBuild> python_of_path(std::string_view path) {
  const auto parts = split(path, '/');
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    if (part->starts_with("python"))
      if (const auto build = parse_dotted(part->substr(6))) return build;
  return std::nullopt;
}

}  // namespace preflight::imports
