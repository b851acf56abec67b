// What the body of an answer says of the server's health. Pure. It is data of a stranger: never
// trusted to be short, whole, JSON or text.
//
// The forms: {"status": "healthy", ...}; what FastAPI's HTTPException makes of it,
// {"detail": {"status": ...}} or {"detail": "text"}; Spring Boot's {"status": "UP", "components":
// {...}}; ASP.NET's {"status": "Degraded", "results": {...}}; the draft "Health Check Response
// Format for HTTP APIs" (pass, warn, fail; "checks": {NAME: [...]}); RFC 9457.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace preflight::url {

enum class Health {
  silent,     ///< no JSON object, or one without a status
  well,       ///< healthy, ok, ready, alive; up and pass
  degraded,   ///< degraded; warn
  unwell,     ///< any other status
  unreadable  ///< it begins as an object, and is none that can be read
};

/// A part of the server of which it says that it is not well.
struct Part {
  std::string name{};   ///< "checks.database"
  std::string state{};  ///< "degraded"
  std::string note{};   ///< why, in its words; may be empty
};

struct HealthReport {
  Health health{Health::silent};
  std::string status{};              ///< as it was sent, shortened
  std::vector<Part> parts{};         ///< at most 12
  std::vector<std::string> notes{};  ///< "database_error: no such table"; at most 6
};

/// Whether a body that begins so could be a JSON object: all others say nothing of health.
bool may_be_object(std::string_view beginning);

/// `ok`: the answer's status is 200. Other answers have their status in "detail" too, and a number
/// as status there is that of HTTP.
HealthReport read_health(std::string_view body, bool ok);

/// "checks.database: degraded (slow); disk_warning: above 90%", or empty.
std::string in_words(const HealthReport& report);

}  // namespace preflight::url
