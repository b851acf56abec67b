// The settings of a program that hosts another as a service: NSSM and srvany keep them below
// Parameters in the registry. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// Does not hang on the working folder, as a host sees it.
bool is_absolute(std::string_view path);

/// Which host a program is, by its file name and the settings that lie there. One that has been
/// renamed is known by its settings.
Host host_of(std::string_view program, const RegistryKey& parameters, bool python_class);

std::string_view host_name(Host host);  ///< "NSSM"; "" where there is none

/// What NSSM (or srvany) reads: paths are expanded only where they are REG_EXPAND_SZ, with the
/// environment of the machine (kirillkovalenko/nssm registry.cpp, expand_parameter). Fills all that
/// follows from `parameters`; files are for the probe to see.
HostLook read_settings(Host kind, const RegistryKey& parameters, const Environment& environment);

/// What the program behind NSSM finds in its environment: AppEnvironment takes the place of the
/// service's, AppEnvironmentExtra is added to it, both with %NAME% replaced (nssm registry.cpp,
/// get_environment and service.cpp, set_service_environment). Others hand theirs on as it is.
Environment hosted_environment(Host kind, const RegistryKey& parameters, Environment environment);

/// A value that a host does not know, or that does not mean what people take it for.
struct SettingComplaint {
  std::string message{};
  std::string cause{};
  std::string remedy{};  ///< what to do
  std::string value{};   ///< the value's name
  std::string
      command{};  ///< behind "nssm", with %NAME% for the service: "reset %NAME% X"; or empty
};

/// Values below Parameters that NSSM does not have, and settings whose value misleads.
std::vector<SettingComplaint> lint_nssm(const RegistryKey& parameters);

}  // namespace preflight::service
