// What the invented checks of the golden reports saw. Times are fixed, pids are invented.
#pragma once

#include "report/report.hpp"

namespace preflight::test {

Report ready();
Report orphan();        ///< one process without a parent holds the port and the write lock
Report family();        ///< a server under a venv launcher, and its worker
Report out_of_reach();  ///< another user's process, a zombie, a privileged port
Report warnings(bool strict);
Report hanging();  ///< nothing blocks, but something could not be looked at
Report mixed();    ///< one of every status
Report hostile();  ///< names that would obey a terminal or break a document
Report ignored();
Report many_readers();
Report by_hand_holders();  ///< `preflight holders`: nothing in the way, but much to see
Report by_hand_imports();  ///< `preflight imports`: one missing, one for another machine, one late
Report only_skipped();

}  // namespace preflight::test
