// Plays python.exe under Wine, where no Python is to be had: it answers as checks/python/script.cpp
// would have it, and does with a module what the module is called. It proves how preflight starts,
// hears and ends a Python of Windows, not what Python does.
//     preflight_python_double -B [-s] -c SCRIPT start|import|find [NAME]
#include <windows.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

void put(const char* key, const std::string& value) {
  std::string hex;
  char digits[3];
  for (const char c : value) {
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(c) & 0xffU);
    hex += digits;
  }
  std::printf("%s %s\n", key, hex.c_str());
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string own_path() {
  char path[MAX_PATH];
  return {path, GetModuleFileNameA(nullptr, path, sizeof path)};
}

void raise_missing(const char* name) {
  put("raised", "ModuleNotFoundError");
  put("kind", "ModuleNotFoundError");
  put("kind", "ImportError");
  put("message", std::string("No module named '") + name + "'");
  put("name", name);
}

// LoadLibrary as Python 3.8 does it, and its error.
void load(const char* name) {
  auto path = own_path();
  path.resize(path.rfind('\\') + 1);
  path += std::string(name) + ".pyd";
  constexpr DWORD as_python = LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR;
  if (LoadLibraryExA(path.c_str(), nullptr, as_python) != nullptr) {
    put("found", path);
    return;
  }
  const auto error = GetLastError();
  put("raised", "ImportError");
  put("kind", "ImportError");
  put("message", std::string("DLL load failed while importing ") + name);
  put("error_path", path);
  put("load_error", std::to_string(error));
}

/// Starts itself once more, detached, and tells both numbers in a file beside the program.
void start_another() {
  STARTUPINFOA startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  auto line = "\"" + own_path() + "\" -c x sleep";
  CreateProcessA(nullptr, line.data(), nullptr, nullptr, FALSE, DETACHED_PROCESS, nullptr, nullptr,
                 &startup, &process);
  if (std::FILE* file = std::fopen((own_path() + ".pids").c_str(), "w")) {
    std::fprintf(file, "%lu %lu", GetCurrentProcessId(), process.dwProcessId);
    std::fclose(file);
  }
}

void import(const char* name) {
  const std::string module = name;
  if (module == "json") {
    put("found", "json.py");
  } else if (module == "user") {
    // Told with all that a service is not to have.
    char folder[MAX_PATH];
    GetCurrentDirectoryA(sizeof folder, folder);
    put("raised", "ValueError");
    put("kind", "ValueError");
    put("message", "mine=" + variable("PREFLIGHT_MINE") + " root=" + variable("SystemRoot") +
                       " folder=" + folder);
  } else if (module == "hang") {
    start_another();
    Sleep(INFINITE);
  } else if (module == "crash") {
    RaiseException(STATUS_ACCESS_VIOLATION, EXCEPTION_NONCONTINUABLE, 0, nullptr);
  } else if (module == "leave") {
    ExitProcess(7);
  } else if (module.rfind("ext", 0) == 0) {
    load(name);
  } else {
    raise_missing(name);
  }
}

}  // namespace

int main(int count, char** words) {
  int at = 1;
  while (at < count && std::strcmp(words[at], "-c") != 0) ++at;
  if (at + 2 >= count) return 2;
  const char* what = words[at + 2];
  const char* name = at + 3 < count ? words[at + 3] : "";
  if (std::strcmp(what, "sleep") == 0) Sleep(INFINITE);
  // The script comes through the command line as it is, quotes and line ends too.
  if (std::strstr(words[at + 1], "\nput('done', 1)\nos._exit(0)\n") == nullptr) return 3;
  put("version", "3.11.2");
  put("executable", own_path());
  put("prefix", "C:\\py");
  put("base_prefix", "C:\\py");
  put("begun", "1");
  std::fflush(stdout);
  if (std::strcmp(what, "import") == 0) import(name);
  if (std::strcmp(what, "find") == 0 && std::strcmp(name, "mine") == 0 &&
      !variable("PREFLIGHT_MINE").empty())
    put("found", variable("PREFLIGHT_MINE") + "\\mine.py");
  put("done", "1");
  std::fflush(stdout);
  return 0;
}
