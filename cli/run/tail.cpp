#include "cli/run/tail.hpp"

#include "checks/service/log_tail.hpp"

namespace preflight::run {

namespace {

constexpr std::size_t most_lines = 20;

}  // namespace

void Tail::add(std::string_view bytes) {
  bytes_ += bytes;
  // Cut now and then, not at every line.
  if (bytes_.size() <= 2 * most_said) return;
  bytes_.erase(0, bytes_.size() - most_said);
  partial_ = true;
}

Said Tail::said() const { return said_of(bytes_, partial_); }

Said said_of(std::string_view bytes, bool partial) {
  if (bytes.size() > most_said) {
    bytes.remove_prefix(bytes.size() - most_said);
    partial = true;
  }
  return {service::last_lines(bytes, partial, most_lines), {}};
}

}  // namespace preflight::run
