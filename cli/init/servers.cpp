#include "cli/init/servers.hpp"

#include <algorithm>
#include <array>

namespace preflight::init {

namespace {

using Text = std::string_view;
using Words = std::span<const std::string>;

constexpr std::array<Server, 30> servers{{
    {"uvicorn", "", "uvicorn", "127.0.0.1", "8000", "--port", "--host", "", false},
    {"gunicorn", "", "gunicorn", "127.0.0.1", "8000", "", "", "-b --bind", false},
    {"hypercorn", "", "hypercorn", "127.0.0.1", "8000", "", "", "-b --bind", false},
    {"granian", "", "granian", "127.0.0.1", "8000", "--port", "--host", "", false},
    {"daphne", "", "daphne", "127.0.0.1", "8000", "-p --port", "-b --bind", "", false},
    {"waitress-serve", "", "waitress", "0.0.0.0", "8080", "--port", "--host", "--listen", false},
    {"waitress", "", "waitress", "0.0.0.0", "8080", "--port", "--host", "--listen", false},
    {"flask", "run", "flask", "127.0.0.1", "5000", "-p --port", "-h --host", "", false},
    {"fastapi", "dev", "fastapi", "127.0.0.1", "8000", "--port", "--host", "", true},
    {"fastapi", "run", "fastapi", "0.0.0.0", "8000", "--port", "--host", "", false},
    {"streamlit", "run", "streamlit", "", "8501", "--server.port", "--server.address", "", false},
    {"http.server", "", "", "", "8000", "", "-b --bind", "", false},
    {"manage.py", "runserver", "django", "127.0.0.1", "8000", "", "", "", true},
    {"django-admin", "runserver", "django", "127.0.0.1", "8000", "", "", "", true},
    {"django", "runserver", "django", "127.0.0.1", "8000", "", "", "", true},
    {"next", "dev", "", "", "3000", "-p --port", "-H --hostname", "", true},
    {"next", "start", "", "", "3000", "-p --port", "-H --hostname", "", false},
    {"nuxt", "dev", "", "localhost", "3000", "-p --port", "--host -h", "", true},
    {"vite", "preview", "", "localhost", "4173", "--port", "--host", "", false},
    {"vite", "dev", "", "localhost", "5173", "--port", "--host", "", true},
    {"vite", "serve", "", "localhost", "5173", "--port", "--host", "", true},
    {"vite", "", "", "localhost", "5173", "--port", "--host", "", true},
    {"ng", "serve", "", "localhost", "4200", "--port", "--host", "", true},
    {"vue-cli-service", "serve", "", "", "8080", "--port", "--host", "", true},
    {"astro", "dev", "", "localhost", "4321", "--port", "--host", "", true},
    {"react-scripts", "start", "", "", "3000", "", "", "", true},
    {"http-server", "", "", "", "8080", "-p --port", "-a", "", false},
    {"json-server", "", "", "localhost", "3000", "-p --port", "-H --host", "", true},
    {"serve", "", "", "", "3000", "-p --port -l --listen", "", "", false},
    {"celery", "flower", "flower", "", "5555", "--port", "--address", "", false},
}};

/// "8000", "127.0.0.1:8000", "[::1]:8000", "${HOST:-0.0.0.0}:${PORT:-8000}", "0:8000".
void take_bind(Text text, Address& address) {
  std::size_t colon = Text::npos;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '[') ++depth;
    if (text[i] == '}' || text[i] == ']') --depth;
    if (text[i] == ':' && depth == 0) colon = i;
  }
  auto host = text.substr(0, colon == Text::npos ? 0 : colon);
  const auto port = text.substr(colon == Text::npos ? 0 : colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  address.named = true;
  if (host == "0") host = "0.0.0.0";  // Django's manual: "runserver 0:8000"
  if (!host.empty() && host != "*" && !is_address(host)) address.strange = true;
  if (is_port(port)) {
    address.port = port;
    // Without a colon it is the port alone: "runserver 8080".
    if (colon != Text::npos) address.host = host == "*" ? Text{} : host;
  } else {
    address.strange = true;
  }
}

void take_option(const Server& server, Text name, Text value, Address& address) {
  if (is_word_of(name, server.ports)) {
    // "serve -l tcp://0.0.0.0:3000"
    if (value.starts_with("tcp://")) value.remove_prefix(6);
    address.named = true;
    if (is_port(value))
      address.port = value;
    else
      take_bind(value, address);
  } else if (is_word_of(name, server.hosts)) {
    address.named = true;
    if (is_address(value))
      address.host = value;
    else
      address.strange = true;
  } else if (is_word_of(name, server.binds)) {
    take_bind(value, address);
  }
}

}  // namespace

std::span<const Server> all_servers() { return servers; }

bool is_word_of(Text word, Text words) {
  while (!words.empty()) {
    const auto end = std::min(words.find(' '), words.size());
    if (word == words.substr(0, end)) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

Address address_of(const Server& server, Words words) {
  Address address{std::string(server.host), std::string(server.port), false, false};
  const Text options[] = {server.ports, server.hosts, server.binds};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Text word = words[i];
    const auto equals = word.find('=');
    if (word.starts_with("--") && equals != Text::npos) {
      take_option(server, word.substr(0, equals), word.substr(equals + 1), address);
      continue;
    }
    const bool known = std::any_of(std::begin(options), std::end(options),
                                   [&](Text names) { return is_word_of(word, names); });
    if (known) {
      const bool alone = i + 1 == words.size() || words[i + 1].starts_with("-");
      if (alone && word == "--host") {
        // Of Vite: everywhere.
        address.host.clear();
        address.named = true;
      } else if (!alone) {
        take_option(server, word, words[++i], address);
      }
    } else if (word.size() > 2 && word[0] == '-' && word[1] != '-') {
      take_option(server, word.substr(0, 2), word.substr(2), address);  // "-p3000"
    } else if ((server.verb == "runserver" || server.name == "http.server") &&
               !word.starts_with("-") && !address.named) {
      take_bind(word, address);
    }
  }
  return address;
}

}  // namespace preflight::init
