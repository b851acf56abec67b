#include "checks/base/host_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"

namespace preflight::net {

namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  std::vector<std::string_view> words;
  for (;;) {
    const auto begin = line.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(blanks), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

// An address may have a zone behind it: "fe80::1%eth0".
void add_once(std::string_view address, std::vector<std::string>& list) {
  const auto digits = address.substr(0, address.find('%'));
  if (digits.find_first_not_of("0123456789abcdefABCDEF.:") != std::string_view::npos) return;
  if (std::find(list.begin(), list.end(), address) == list.end()) list.emplace_back(address);
}

}  // namespace

// Bytes beyond ASCII are for the resolver to judge.
bool may_be_host(std::string_view host) {
  constexpr std::size_t longest = 253;
  return !host.empty() && host.size() <= longest && host.front() != '-' &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_' || (c & 0x80) != 0;
         });
}

bool may_be_ipv6(std::string_view host) {
  constexpr std::size_t longest = 64;
  const auto zone = std::min(host.find('%'), host.size());
  return host.size() <= longest && host.find(':') != std::string_view::npos &&
         host.substr(0, zone).find_first_not_of("0123456789abcdefABCDEF:.") ==
             std::string_view::npos &&
         (zone == host.size() || may_be_host(host.substr(zone + 1)));
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
  return host.find(':') != std::string_view::npos ? fmt::format("[{}]:{}", host, port)
                                                  : fmt::format("{}:{}", host, port);
}

std::vector<std::string> getent_addresses(std::string_view output) {
  std::vector<std::string> found;
  for (const auto line : split(output, '\n'))
    if (const auto words = words_of(line); words.size() >= 2) add_once(words[0], found);
  return found;
}

std::vector<std::string> hosts_addresses(std::string_view hosts, std::string_view name) {
  std::vector<std::string> found;
  for (const auto line : split(hosts, '\n')) {
    const auto words = words_of(line.substr(0, line.find('#')));
    for (std::size_t i = 1; i < words.size(); ++i)
      if (same_text(words[i], name)) add_once(words[0], found);
  }
  return found;
}

}  // namespace preflight::net
