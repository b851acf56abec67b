#include "cli/help_examples.hpp"

#include <algorithm>

namespace preflight {

namespace {

constexpr Example examples[] = {
    {"port", "preflight check --port 8000", "can a server bind port 8000 on every address?"},
    {"port", "preflight check -p 127.0.0.1:8000 -p '[::1]:8000' -p :5353/udp",
     "one address of each kind, and UDP"},
    {"port", "preflight check --port 8000 --wait 30s",
     "give an earlier copy half a minute to let it go"},
    {"port", "preflight port 8000", "who has it, by hand"},
    {"database", "preflight check --db instance/app.db",
     "can the application take the write lock within a second?"},
    {"database", "preflight check --db app.db --db-timeout 5s --db-must-exist",
     "try longer, and refuse to start on an empty folder"},
    {"database", "preflight check --db app.db --db-exclusive --strict",
     "before a migration: nobody else may have it open"},
    {"holders", "preflight holders instance/app.db",
     "who has the file, its -wal, -shm and -journal open, and which locks they hold"},
    {"imports", "preflight check --imports bin/server.exe", "a gate that no library is missing"},
    {"imports", "preflight imports bundle/", "every program and library of a folder, as trees"},
    {"imports", "preflight imports --sysroot /mnt/windows bundle/app.exe",
     "with the libraries of another system that lies in a folder"},
    {"imports", "preflight imports --as python module.pyd",
     "libraries as Python 3.8 and later looks for them"},
    {"python", "preflight check --python venv/bin/python --module app.main",
     "does it import the application where a service would?"},
    {"python", "preflight check --python C:\\py\\python.exe --module app --module cv2",
     "several modules, each in a process of its own"},
    {"service", "preflight diagnose-service mcpserver", "why a service does not start"},
    {"service", "preflight check --service nginx", "the same as a gate"},
    {"task", "preflight diagnose-task Nightly", "a task of the Windows Task Scheduler"},
    {"task", "preflight diagnose-task task.xml", "as it was exported, on any system"},
    {"task", "preflight check --task Nightly", "the same as a gate"},
    {"env", "preflight check --env DATABASE_URL --env SECRET_KEY",
     "are they set? Their values are never shown"},
    {"privilege", "preflight check --admin", "does this run elevated, or as root?"},
    {"path", "preflight check --file config.toml --writable uploads",
     "a file to read and a folder to write to"},
    {"disk", "preflight check --disk instance:2GiB", "room for so much where the data lie"},
    {"disk", "preflight check --disk C:\\data:10%", "or a share of the whole"},
    {"memory", "preflight check --memory 512MB", "can a new program have so much?"},
    {"reach", "preflight check --reach db.example.org:5432 --wait 1m",
     "wait until another server answers"},
    {"url", "preflight check --url http://127.0.0.1:8000/health",
     "is the server well, and all that it says it needs?"},
    {"url", "preflight check --url https://auth.example.org/health/ready --wait 1m",
     "wait until another server is"},
    {"exec", "preflight check --exec \"python checks/license.py\"",
     "a program of yours decides, in the exit codes of Nagios plugins"},
    {"exec", "preflight check --exec \"cmd /c checks\\license.bat\" --timeout 30s",
     "a batch file needs its shell named"},
};

}  // namespace

std::span<const Example> all_examples() { return examples; }

std::span<const Example> examples_of(std::string_view check) {
  const auto of_it = [&](const Example& example) { return example.check == check; };
  const auto* const first = std::find_if(std::begin(examples), std::end(examples), of_it);
  const auto* const last = std::find_if_not(first, std::end(examples), of_it);
  return {first, last};
}

}  // namespace preflight
