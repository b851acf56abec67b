// preflight_service_actor MODE [NUMBER]: a service program for the tests, as small as one can be.
//   run          runs until it is stopped
//   error CODE   stops at once with the Win32 code CODE
//   own CODE     stops at once with error 1066 and its own CODE
//   hang         never gets further than START_PENDING
//   vanish CODE  runs, then its process exits without a word to the SCM
// Run from a console it exits with the error of StartServiceCtrlDispatcherW: 1063.
#include <windows.h>
// After it: needs its types.
#include <winsvc.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace {

std::vector<std::wstring> words;
SERVICE_STATUS_HANDLE handle = nullptr;
HANDLE stopping = nullptr;

void report(DWORD state, DWORD code = 0, DWORD own = 0) {
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  status.dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0;
  status.dwWin32ExitCode = code;
  status.dwServiceSpecificExitCode = own;
  SetServiceStatus(handle, &status);
}

DWORD WINAPI control(DWORD code, DWORD, void*, void*) {
  if (code == SERVICE_CONTROL_STOP) SetEvent(stopping);
  return NO_ERROR;
}

void WINAPI service(DWORD, wchar_t**) {
  handle = RegisterServiceCtrlHandlerExW(L"", control, nullptr);
  report(SERVICE_START_PENDING);
  const auto& mode = words[0];
  const auto number =
      words.size() > 1 ? static_cast<DWORD>(std::wcstoul(words[1].c_str(), nullptr, 0)) : 0;
  if (mode == L"error") return report(SERVICE_STOPPED, number);
  if (mode == L"own") return report(SERVICE_STOPPED, ERROR_SERVICE_SPECIFIC_ERROR, number);
  if (mode == L"hang") {
    WaitForSingleObject(stopping, INFINITE);
    return;
  }
  report(SERVICE_RUNNING);
  if (mode == L"vanish") ExitProcess(number);
  WaitForSingleObject(stopping, INFINITE);
  report(SERVICE_STOPPED);
}

}  // namespace

int wmain(int argc, wchar_t** argv) {
  for (int i = 1; i < argc; ++i) words.emplace_back(argv[i]);
  if (words.empty()) words.emplace_back(L"run");
  stopping = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  std::wstring name;
  const SERVICE_TABLE_ENTRYW table[] = {{name.data(), service}, {nullptr, nullptr}};
  if (StartServiceCtrlDispatcherW(table) == 0) return static_cast<int>(GetLastError());
  return 0;
}
