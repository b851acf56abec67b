#include "tests/golden/cases.hpp"

#include <utility>

#include "tests/golden/reports.hpp"

namespace preflight::test {

std::vector<GoldenCase> golden_cases() {
  const RenderOptions plain{};
  const auto with = [](auto change) {
    RenderOptions options;
    change(options);
    return options;
  };
  const auto narrow = with([](auto& o) { o.width = 40; });
  const auto wide = with([](auto& o) { o.width = 200; });
  const auto ascii = with([](auto& o) { o.unicode = false; });
  const auto color = with([](auto& o) { o.color = true; });
  const auto quiet = with([](auto& o) { o.quiet = true; });
  const auto verbose = with([](auto& o) { o.verbose = true; });

  std::vector<GoldenCase> cases;
  const auto add = [&](std::string name, const Report& report, const RenderOptions& options,
                       std::string format = "console") {
    cases.push_back({std::move(name), std::move(format), options, report});
  };
  add("ready", ready(), plain);
  add("ready", ready(), plain, "json");
  add("ready-quiet", ready(), quiet);
  add("ready-verbose", ready(), verbose);
  add("orphan", orphan(), plain);
  add("orphan", orphan(), plain, "json");
  add("orphan-40", orphan(), narrow);
  add("orphan-200", orphan(), wide);
  add("orphan-ascii", orphan(), ascii);
  add("orphan-color", orphan(), color);
  add("orphan-quiet", orphan(), quiet);
  add("orphan-verbose", orphan(), verbose);
  add("family", family(), plain);
  add("family", family(), plain, "json");
  add("out-of-reach", out_of_reach(), plain);
  add("out-of-reach", out_of_reach(), plain, "json");
  add("warnings", warnings(false), plain);
  add("warnings", warnings(false), plain, "json");
  add("warnings-strict", warnings(true), plain);
  add("hanging", hanging(), plain);
  add("hanging", hanging(), plain, "json");
  add("mixed", mixed(), plain);
  add("mixed", mixed(), plain, "json");
  add("mixed-40", mixed(), narrow);
  add("mixed-200", mixed(), wide);
  add("mixed-ascii", mixed(), ascii);
  add("out-of-reach-40", out_of_reach(), narrow);
  add("hostile-40", hostile(), narrow);
  add("ready-verbose-40", ready(), with([](auto& o) {
        o.width = 40;
        o.verbose = true;
      }));
  add("by-hand-imports-40-ascii", by_hand_imports(), with([](auto& o) {
        o.width = 40;
        o.unicode = false;
      }));
  add("mixed-quiet", mixed(), quiet);
  add("mixed-color", mixed(), color);
  add("hostile", hostile(), plain);
  add("hostile", hostile(), plain, "json");
  add("hostile-ascii", hostile(), ascii);
  add("hostile-verbose", hostile(), verbose);
  add("ignored", ignored(), plain);
  add("ignored", ignored(), plain, "json");
  add("many-readers", many_readers(), plain);
  add("by-hand-holders", by_hand_holders(), plain);
  add("by-hand-imports", by_hand_imports(), plain);
  add("by-hand-imports", by_hand_imports(), plain, "json");
  add("by-hand-imports-40", by_hand_imports(), narrow);
  add("by-hand-imports-200", by_hand_imports(), wide);
  add("by-hand-imports-ascii", by_hand_imports(), ascii);
  add("by-hand-imports-color", by_hand_imports(), color);
  add("only-skipped", only_skipped(), plain);
  for (const auto* format :
       {"junit", "github", "nagios", "line", "prometheus", "markdown", "sarif"}) {
    add("ready", ready(), plain, format);
    add("orphan", orphan(), plain, format);
    add("out-of-reach", out_of_reach(), plain, format);
    add("warnings", warnings(false), plain, format);
    add("hanging", hanging(), plain, format);
    add("mixed", mixed(), plain, format);
    add("hostile", hostile(), plain, format);
    add("only-skipped", only_skipped(), plain, format);
  }
  return cases;
}

}  // namespace preflight::test
