#include "report/marks.hpp"

namespace preflight {

Mark mark_of(Status status) {
  switch (status) {
    case Status::pass:
      return {"✓", "ok", Ink::green};
    case Status::warn:
      return {"!", "!!", Ink::yellow};
    case Status::fail:
      return {"✗", "XX", Ink::red};
    case Status::error:
      return {"?", "??", Ink::yellow};
    case Status::skip:
      return {"-", "--", Ink::dim};
  }
  return {"?", "??", Ink::yellow};
}

}  // namespace preflight
