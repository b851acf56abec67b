// Calls of Python that bind a port, and the frameworks that make them: data, by their manuals.
#pragma once

#include <array>
#include <string_view>

namespace preflight::init {

/// A call that binds: where it takes its host and port from, and what it does without them.
struct Binder {
  std::string_view call;
  std::string_view host_key;
  int host_place;  ///< -1: by name only
  std::string_view port_key;
  int port_place;
  std::string_view host;  ///< without one
  std::string_view port;  ///< without one; empty: then it is no sighting
};

inline constexpr std::array<Binder, 13> binders{{
    {"uvicorn.run", "host", -1, "port", -1, "127.0.0.1", "8000"},
    {"uvicorn.Config", "host", -1, "port", -1, "127.0.0.1", "8000"},
    {"app.run", "host", 0, "port", 1, "127.0.0.1", "5000"},
    {"application.run", "host", 0, "port", 1, "127.0.0.1", "5000"},
    {"server.run", "host", -1, "port", -1, "127.0.0.1", ""},
    {"socketio.run", "host", 1, "port", 2, "127.0.0.1", "5000"},
    {"web.run_app", "host", -1, "port", -1, "0.0.0.0", "8080"},
    {"serve", "host", -1, "port", -1, "0.0.0.0", ""},
    {"waitress.serve", "host", -1, "port", -1, "0.0.0.0", "8080"},
    {"make_server", "", 0, "", 1, "", ""},
    {"run_simple", "", 0, "", 1, "", ""},
    {"app.listen", "address", 1, "port", 0, "", ""},
    {"ServiceConfig", "host", -1, "port", -1, "", ""},
}};

/// Of these `FROM_PLACE` is a pair (host, port).
inline constexpr std::array<std::string_view, 7> pair_binders{"HTTPServer",
                                                              "ThreadingHTTPServer",
                                                              "http.server.HTTPServer",
                                                              "TCPServer",
                                                              "socketserver.TCPServer",
                                                              "WSGIServer",
                                                              "http.server.ThreadingHTTPServer"};

/// Modules whose absence keeps such an application from starting.
inline constexpr std::array<std::string_view, 12> frameworks{
    "fastapi", "flask", "django", "starlette", "uvicorn",  "aiohttp",
    "tornado", "sanic", "quart",  "bottle",    "waitress", "litestar"};

}  // namespace preflight::init
