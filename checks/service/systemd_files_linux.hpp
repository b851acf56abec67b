// Looks at the files, folders and accounts that a unit names. Only *_linux.cpp files include this.
#pragma once

#include "checks/base/deadline.hpp"
#include "checks/service/systemd_facts.hpp"

namespace preflight::service {

/// Fills programs, folder, environment_files, user and group of `facts` from its unit. A unit with
/// a root of its own (RootDirectory=) sees other files than we do: of it nothing is looked at.
/// `record`: what the files of its environment set joins Unit::environment.
void look_at_files(SystemdFacts& facts, bool record, Deadline deadline);

}  // namespace preflight::service
