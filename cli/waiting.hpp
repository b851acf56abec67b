// What a person sees while --wait repeats the checks, and while one takes its time.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "checks/run.hpp"
#include "cli/app.hpp"
#include "cli/block.hpp"

namespace preflight {

/// On a terminal a line for each check that is waited for, drawn over again and wiped by `finish`;
/// in a log plain lines: what is waited for, what passes, and every ten seconds what still does
/// not. A bar of steps is drawn on a terminal only.
class Waiting {
 public:
  Waiting(const Stream& stream, std::chrono::milliseconds longest);

  void show(const Progress& progress);
  void finish();

 private:
  void draw(const std::vector<std::string>& lines);
  void log(const Progress& progress);
  [[nodiscard]] std::vector<std::string> lines_of(const Progress& progress) const;
  [[nodiscard]] std::string bar(const Job& job) const;
  [[nodiscard]] std::string cleaned(std::string_view text) const;

  const Stream& stream_;
  std::chrono::milliseconds longest_;
  Block block_;
  std::chrono::milliseconds next_{0};
  std::vector<bool> told_{};  ///< beside Progress::waited: the log has that it passed
};

}  // namespace preflight
