// What a person sees while --wait repeats the checks, and while one takes its time.
#pragma once

#include <chrono>
#include <string>

#include "checks/run.hpp"
#include "cli/app.hpp"

namespace preflight {

/// On a terminal one line that is drawn over again; in a log a line when waiting begins and every
/// ten seconds. A bar of steps is drawn on a terminal only. Quiet: nothing. The line is wiped by
/// `finish`.
class Waiting {
 public:
  Waiting(const Stream& stream, std::chrono::milliseconds longest);

  void show(const Progress& progress);
  void finish();

 private:
  [[nodiscard]] std::string text(const Progress& progress) const;
  [[nodiscard]] std::string bar(const Job& job) const;

  const Stream& stream_;
  std::chrono::milliseconds longest_;
  std::chrono::milliseconds next_{0};
  bool drawn_ = false;
};

}  // namespace preflight
