#include "report/verdict_words.hpp"

namespace preflight {

std::string_view verdict_name(const Report& report) {
  constexpr std::string_view names[] = {"Ready", "Blocked", "Undetermined"};
  return names[static_cast<std::size_t>(report.verdict)];
}

std::string_view verdict_text(const Report& report) {
  switch (report.verdict) {
    case Verdict::ready:
      return report.summary.warn > 0 ? "it can start, with warnings" : "nothing is in the way";
    case Verdict::blocked:
      return report.exit_code == 4 ? "this user cannot clear it, and trying again will not help"
                                   : "it cannot start now";
    case Verdict::undetermined:
      break;
  }
  return report.summary.error > 0 ? "not everything could be looked at, so this is no yes"
                                  : "nothing of this can be looked at on this system";
}

}  // namespace preflight
