#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "cli/config_text.hpp"
#include "cli/init/project_files.hpp"
#include "cli/init/script.hpp"
#include "cli/init/shell_text.hpp"
#include "cli/init/start_line.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

/// The words of the JSON form, ["uvicorn", "main:app"]; nothing where it is the shell form.
std::optional<std::vector<std::string>> json_words(Text text) {
  if (!text.starts_with('[')) return std::nullopt;
  const auto decoded = decode_config_text(text);
  const auto* node = std::get_if<Node>(&decoded);
  if (node == nullptr || node->kind != NodeKind::list) return std::nullopt;
  std::vector<std::string> words;
  for (const auto& child : node->children) words.push_back(child.text);
  return words;
}

/// "ENV PORT=8000 HOST=0.0.0.0", "ENV PORT 8000".
void take_env(Text text, std::size_t line, Variables& variables) {
  if (text.find('=') == Text::npos) {
    const auto blank = text.find(' ');
    if (blank != Text::npos)
      variables.push_back(
          {std::string(text.substr(0, blank)), literal(trim(text.substr(blank + 1))), line});
    return;
  }
  for (const auto& words : commands_of(text, Shell::sh))
    for (const auto& word : words)
      if (const auto mark = word.find('='); mark != std::string::npos)
        variables.push_back({word.substr(0, mark), literal(word.substr(mark + 1)), line});
}

bool has_port(const Sightings& found) {
  return std::any_of(found.begin(), found.end(),
                     [](const Seen& seen) { return seen.kind == Kind::port; });
}

std::size_t indent_of(Text line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// Without quotes and a comment behind it.
std::string scalar(Text text) {
  text = trim(text);
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    const auto end = text.find(text.front(), 1);
    return std::string(text.substr(1, end == Text::npos ? end : end - 1));
  }
  return std::string(trim(text.substr(0, text.find(" #"))));
}

/// The short form of a published port: "8000:80", "127.0.0.1:8000:80", "8000:80/udp".
void take_published(const std::string& raw, std::size_t line, Text service, Sightings& found) {
  auto text = expanded(raw, Shell::sh, {}, ".");
  std::string protocol;
  if (text.ends_with("/udp")) protocol = "/udp";
  if (const auto slash = text.rfind('/'); slash != std::string::npos) text.resize(slash);
  // The last part is the container's own. Colons of a variable separate nothing.
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    if (c == ':' && depth == 0)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (parts.size() < 2) return;  // Docker picks a free port
  const auto& port = parts[parts.size() - 2];
  auto host = parts.size() > 2 ? parts[0] : std::string();
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto how = fmt::format("ports of {}", service);
  if (is_port(port) && (host.empty() || is_address(host)))
    found.push_back({Kind::port, port_spec(host, port) + protocol, line, how, Role::compose});
  else
    found.push_back(
        {Kind::unclear, fmt::format("the published port '{}'", raw), line, how, Role::compose});
}

}  // namespace

Sightings read_dockerfile(Text text) {
  Sightings found, exposed;
  Variables variables;
  for (const auto& [line, number] : logical_lines(text, Shell::sh)) {
    const auto blank = line.find_first_of(" \t");
    const auto word = lower(Text{line}.substr(0, blank));
    const auto rest = blank == std::string::npos ? Text{} : trim(Text{line}.substr(blank));
    if (word == "from") {
      // The last stage is the one that runs; variables do not pass from one to the next.
      found.clear();
      exposed.clear();
      variables.clear();
    } else if (word == "env") {
      take_env(rest, number, variables);
    } else if (word == "expose") {
      for (const auto part : split(rest, ' '))
        if (const auto port = part.substr(0, part.find('/')); is_port(port))
          exposed.push_back(
              {Kind::port, std::string(port), number, "EXPOSE", Role::container, Rank::constant});
    } else if (word == "cmd" || word == "entrypoint") {
      auto words = json_words(rest);
      // ["sh", "-c", "uvicorn main:app --port $PORT"]
      const bool shell = words && words->size() > 2 && (*words)[1] == "-c";
      // No shell reads the other JSON form, so that a dollar is one.
      if (words && !shell)
        for (auto& each : *words) each = literal(each);
      const auto more =
          words && !shell
              ? start_line(*words, {number, Role::container, "", variables})
              : read_command(shell ? Text{(*words)[2]} : rest, number, Role::container, variables);
      found.insert(found.end(), more.begin(), more.end());
    } else if (word == "healthcheck") {
      for (auto& seen : health_urls(expanded(rest, Shell::sh, variables, "."), number))
        found.push_back(std::move(seen));
    }
  }
  if (!has_port(found)) found.insert(found.end(), exposed.begin(), exposed.end());
  // A container has no user of its own here: what a container's start line uses lies in it.
  for (auto& seen : found) seen.role = Role::container;
  std::erase_if(found, [](const Seen& seen) {
    return seen.kind == Kind::python || seen.kind == Kind::module;
  });
  return found;
}

Sightings read_compose(Text text) {
  Sightings found;
  std::string service = "a service", published, address;
  std::size_t number = 0, ports_indent = Text::npos, services_indent = Text::npos, long_line = 0;
  const auto end_long = [&] {
    if (!published.empty())
      take_published(address + (address.empty() ? "" : ":") + published + ":0", long_line, service,
                     found);
    published.clear();
    address.clear();
  };
  for (const auto raw : split(text, '\n')) {
    ++number;
    const auto line = raw.substr(0, raw.find_last_not_of("\r \t") + 1);
    const auto content = trim(line);
    if (content.empty() || content[0] == '#') continue;
    const auto indent = indent_of(line);
    if (ports_indent != Text::npos &&
        (indent < ports_indent || (indent == ports_indent && !content.starts_with('-')))) {
      end_long();
      ports_indent = Text::npos;
    }
    if (ports_indent != Text::npos) {
      auto item = content;
      if (item.starts_with("- ")) {
        end_long();
        item = trim(item.substr(2));
      }
      const bool keyed = item.starts_with("target:") || item.starts_with("published:") ||
                         item.starts_with("host_ip:") || item.starts_with("protocol:") ||
                         item.starts_with("mode:") || item.starts_with("name:");
      if (item.starts_with("published:")) published = scalar(item.substr(10)), long_line = number;
      if (item.starts_with("host_ip:")) address = scalar(item.substr(8));
      if (!keyed) take_published(scalar(item), number, service, found);
    } else if (indent == 0) {
      services_indent = content == "services:" ? 0 : Text::npos;
    } else if (services_indent != Text::npos && content == "ports:") {
      ports_indent = indent;
    } else if (services_indent != Text::npos && content.starts_with("ports: [")) {
      const auto list = content.substr(8, content.rfind(']') - 8);
      for (const auto part : split(list, ',')) take_published(scalar(part), number, service, found);
    } else if (services_indent != Text::npos && content.ends_with(':') &&
               (services_indent == 0 || indent == services_indent)) {
      services_indent = indent;
      service = std::string(content.substr(0, content.size() - 1));
    }
  }
  end_long();
  return found;
}

}  // namespace preflight::init
