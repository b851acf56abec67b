// The table of checks. A new room needs a row here, and nothing else outside its folder.
#include <array>

#include "checks/check.hpp"
#include "checks/database/database.hpp"
#include "checks/disk/disk.hpp"
#include "checks/env/env.hpp"
#include "checks/exec/exec.hpp"
#include "checks/holders/holders.hpp"
#include "checks/imports/imports.hpp"
#include "checks/memory/memory.hpp"
#include "checks/path/path.hpp"
#include "checks/port/port.hpp"
#include "checks/privilege/privilege.hpp"
#include "checks/python/python.hpp"
#include "checks/reach/reach.hpp"
#include "checks/service/service.hpp"
#include "checks/task/task.hpp"
#include "checks/url/url.hpp"

namespace preflight {

std::span<const Check> all_checks() {
  static const std::array checks{
      port::check(),      database::check(),  holders::check(),       imports::check(),
      python::check(),    service::check(),   task::check(),          env::check(),
      privilege::check(), path::file_check(), path::writable_check(), disk::check(),
      memory::check(),    reach::check(),     exec::check(),          url::check()};
  return checks;
}

}  // namespace preflight
