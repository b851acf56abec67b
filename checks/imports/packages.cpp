#include "checks/imports/packages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

/// Names that begin so come with this. The first that fits is taken.
struct Rule {
  std::string_view prefix{};
  std::string_view text{};  ///< {} stands for the machine
  Needs needs{Needs::admin};
};

constexpr std::string_view visual_cpp_14 =
    "install the Microsoft Visual C++ 2015-2022 Redistributable ({0}): "
    "https://aka.ms/vs/17/release/vc_redist.{0}.exe";
constexpr std::string_view directx =
    "install the DirectX End-User Runtimes (June 2010): this one is no part of Windows";
constexpr std::string_view mingw =
    "copy it from the MinGW toolchain that built the program into the program's folder, or link "
    "with -static";
constexpr std::string_view cuda =
    "install the CUDA Toolkit of the version in the name, or copy it beside the program";
constexpr std::string_view driver = "install the driver of the graphics card: it brings this one";
constexpr std::string_view pywin32 =
    "install pywin32 into this Python (`python -m pip install pywin32`); for a service run its "
    "pywin32_postinstall.py -install too, as an administrator";

constexpr std::array rules{
    Rule{"vcruntime140_threads",
         "install the Microsoft Visual C++ 2015-2022 Redistributable ({0}), 14.40 or later: "
         "https://aka.ms/vs/17/release/vc_redist.{0}.exe"},
    Rule{"vcruntime140_1",
         "install the Microsoft Visual C++ 2015-2022 Redistributable ({0}); one of 2015 or 2017 "
         "does not have this one: https://aka.ms/vs/17/release/vc_redist.{0}.exe"},
    Rule{"vcruntime140", visual_cpp_14},
    Rule{"msvcp140", visual_cpp_14},
    Rule{"concrt140", visual_cpp_14},
    Rule{"vccorlib140", visual_cpp_14},
    Rule{"vcamp140", visual_cpp_14},
    Rule{"vcomp140", visual_cpp_14},
    Rule{"mfc140", visual_cpp_14},
    Rule{"mfcm140", visual_cpp_14},
    Rule{"msvcr120", "install the Microsoft Visual C++ 2013 Redistributable ({})"},
    Rule{"msvcp120", "install the Microsoft Visual C++ 2013 Redistributable ({})"},
    Rule{"vcomp120", "install the Microsoft Visual C++ 2013 Redistributable ({})"},
    Rule{"mfc120", "install the Microsoft Visual C++ 2013 Redistributable ({})"},
    Rule{"msvcr110", "install the Microsoft Visual C++ 2012 Redistributable ({})"},
    Rule{"msvcp110", "install the Microsoft Visual C++ 2012 Redistributable ({})"},
    Rule{"vcomp110", "install the Microsoft Visual C++ 2012 Redistributable ({})"},
    Rule{"mfc110", "install the Microsoft Visual C++ 2012 Redistributable ({})"},
    Rule{"msvcr100", "install the Microsoft Visual C++ 2010 Redistributable ({})"},
    Rule{"msvcp100", "install the Microsoft Visual C++ 2010 Redistributable ({})"},
    Rule{"vcomp100", "install the Microsoft Visual C++ 2010 Redistributable ({})"},
    Rule{"mfc100", "install the Microsoft Visual C++ 2010 Redistributable ({})"},
    Rule{"msvcr90",
         "install the Microsoft Visual C++ 2008 Redistributable ({}); the program must have a "
         "manifest that names Microsoft.VC90.CRT"},
    Rule{"msvcp90",
         "install the Microsoft Visual C++ 2008 Redistributable ({}); the program must have a "
         "manifest that names Microsoft.VC90.CRT"},
    Rule{"mfc90", "install the Microsoft Visual C++ 2008 Redistributable ({})"},
    Rule{"msvcr80",
         "install the Microsoft Visual C++ 2005 Redistributable ({}); the program must have a "
         "manifest that names Microsoft.VC80.CRT"},
    Rule{"msvcp80",
         "install the Microsoft Visual C++ 2005 Redistributable ({}); the program must have a "
         "manifest that names Microsoft.VC80.CRT"},
    Rule{"mfc80", "install the Microsoft Visual C++ 2005 Redistributable ({})"},
    Rule{"msvcr71", "copy it beside the program: Visual C++ 2003 has no redistributable package",
         Needs::user},
    Rule{"msvcp71", "copy it beside the program: Visual C++ 2003 has no redistributable package",
         Needs::user},
    Rule{"ucrtbase", "install the Universal C Runtime (KB2999226); Windows 10 and later have it"},
    Rule{"api-ms-win-crt-",
         "install the Universal C Runtime (KB2999226); Windows 10 and later have it"},
    Rule{"api-ms-win-", "the program wants a newer Windows than this one", Needs::person},
    Rule{"libgcc_s_", mingw, Needs::user},
    Rule{"libstdc++-6", mingw, Needs::user},
    Rule{"libwinpthread-1", mingw, Needs::user},
    Rule{"libgomp-1", mingw, Needs::user},
    Rule{"libssp-0", mingw, Needs::user},
    Rule{"libquadmath-0", mingw, Needs::user},
    Rule{"libgfortran-", mingw, Needs::user},
    Rule{"cygwin1", "install Cygwin, or copy its cygwin1.dll beside the program", Needs::user},
    Rule{"msys-2.0", "run it from MSYS2, or copy its msys-2.0.dll beside the program", Needs::user},
    Rule{"libiomp5md", "install Intel's OpenMP runtime, or copy it beside the program",
         Needs::user},
    Rule{"nvcuda", driver},
    Rule{"nvml", driver},
    Rule{"vulkan-1", driver},
    Rule{"opencl", driver},
    Rule{"cudnn", "install cuDNN, or copy it beside the program", Needs::user},
    Rule{"cudart", cuda},
    Rule{"cublas", cuda},
    Rule{"cufft", cuda},
    Rule{"curand", cuda},
    Rule{"cusparse", cuda},
    Rule{"cusolver", cuda},
    Rule{"nvrtc", cuda},
    Rule{"d3dx9_", directx},
    Rule{"d3dx10_", directx},
    Rule{"d3dx11_", directx},
    Rule{"d3dcompiler_4", directx},
    Rule{"d3dcompiler_3", directx},
    Rule{"xinput1_", directx},
    Rule{"xaudio2_", directx},
    Rule{"x3daudio1_", directx},
    Rule{"xapofx1_", directx},
    Rule{"pywintypes", pywin32, Needs::user},
    Rule{"pythoncom", pywin32, Needs::user},
    Rule{"hostfxr", "install the .NET runtime ({}) that the program is built for"},
    Rule{"hostpolicy", "install the .NET runtime ({}) that the program is built for"},
    Rule{"coreclr", "install the .NET runtime ({}) that the program is built for"},
    Rule{"mscoree", "install the .NET Framework"},
    Rule{"qt5", "run windeployqt of the Qt that it was built with on the program", Needs::user},
    Rule{"qt6", "run windeployqt of the Qt that it was built with on the program", Needs::user},
    Rule{"jvm", "install a Java runtime ({}), and put its bin\\server on the PATH"},
    Rule{"libssl-", "copy OpenSSL's library of this very version beside the program", Needs::user},
    Rule{"libcrypto-", "copy OpenSSL's library of this very version beside the program",
         Needs::user},
    Rule{"mfplat",
         "install Windows' feature Media Foundation (editions N: the Media Feature Pack)"},
    Rule{"wlanapi", "install Windows Server's feature Wireless LAN Service"},
};

/// "python311.dll", "python3.dll"
std::optional<Remedy> python_rule(std::string_view name, std::string_view machine) {
  if (!name.starts_with("python3") && !name.starts_with("python2")) return std::nullopt;
  const auto digits = name.substr(6, name.find('.') - 6);
  if (!parse_unsigned(digits)) return std::nullopt;
  const auto version = digits.size() > 1
                           ? fmt::format("{}.{}", digits.substr(0, 1), digits.substr(1))
                           : std::string(digits);
  return Remedy{fmt::format("install Python {} ({}) for all users, so that services find it too, "
                            "or copy {} beside the program",
                            version, machine, name),
                std::nullopt, Needs::user};
}

}  // namespace

bool is_debug_runtime(std::string_view library) {
  const auto name = lower(library);
  if (!name.ends_with("d.dll")) return false;
  constexpr std::array<std::string_view, 10> families{
      "ucrtbased.dll", "msvcrtd.dll", "vcruntime1", "msvcp", "msvcr",
      "concrt1",       "vccorlib1",   "mfc",        "vcomp", "atl"};
  return std::any_of(families.begin(), families.end(), [&](std::string_view family) {
    const auto rest = std::string_view(name).substr(std::min(family.size(), name.size()));
    return name.starts_with(family) && (rest.empty() || is_digit(rest.front()));
  });
}

std::optional<Remedy> package_for_dll(std::string_view library, std::string_view machine) {
  const auto name = lower(library);
  if (is_debug_runtime(name))
    return Remedy{
        "build the program as Release: the libraries of a debug build may not be passed "
        "on, and no package has them",
        std::nullopt, Needs::person};
  if (auto remedy = python_rule(name, machine)) return remedy;
  for (const auto& rule : rules)
    if (name.starts_with(rule.prefix))
      return Remedy{fmt::format(fmt::runtime(rule.text), machine), std::nullopt, rule.needs};
  return std::nullopt;
}

}  // namespace preflight::imports
