#include "cli/completions.hpp"

#include <array>

namespace preflight {

std::span<const Shell> all_shells() {
  static constexpr std::array<Shell, 4> shells{{{"bash", bash_completion},
                                                {"zsh", zsh_completion},
                                                {"fish", fish_completion},
                                                {"powershell", powershell_completion}}};
  return shells;
}

}  // namespace preflight
