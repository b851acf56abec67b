// All that was seen of a service, on either system.
#pragma once

#include <variant>
#include <vector>

#include "checks/service/command_needs.hpp"
#include "checks/service/service.hpp"
#include "checks/service/systemd_facts.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

struct Facts {
  std::variant<WindowsFacts, SystemdFacts> seen{};
  /// What the command line of a service that does not run names.
  std::vector<LookedAt> needs{};
};

/// Two bodies: service_linux.cpp, service_windows.cpp.
Facts probe(const Query& query, Deadline deadline);

/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

}  // namespace preflight::service
