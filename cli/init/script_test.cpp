#include "cli/init/script.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/init_sightings.hpp"

namespace preflight::init {

using test::all_of;

TEST_CASE("init: a batch file with the habits of Windows") {
  const auto seen = read_script(
      "@echo off\r\nsetlocal EnableDelayedExpansion\r\ntitle Server\r\ncd /d \"%~dp0\"\r\n"
      "set \"PORT=8000\"\r\nset \"HEALTH_URL=http://localhost:%PORT%/health\"\r\n"
      "python scripts\\check_server_ready.py\r\nif %ERRORLEVEL% neq 0 (\r\n    pause\r\n"
      "    exit /b 1\r\n)\r\nREM python -m uvicorn old:app --port 1\r\n"
      ":: python -m uvicorn old:app --port 2\r\n"
      "venv\\Scripts\\python.exe -m uvicorn app.main:app ^\r\n  --host 0.0.0.0 --port !PORT!\r\n",
      Shell::batch, "start-server.bat");
  CHECK(all_of(seen, Kind::port) == "8000@5 0.0.0.0:8000@14");
  CHECK(all_of(seen, Kind::health) == "http://localhost:8000/health@6");
  CHECK(all_of(seen, Kind::python) == "venv/Scripts/python.exe@14");
  CHECK(all_of(seen, Kind::module) == "uvicorn@14");
}

TEST_CASE("init: a batch file that installs a service with NSSM") {
  const auto seen = read_script(
      "set \"SERVICE_NAME=PropertyManagementSystem\"\r\nset \"APP_DIR=%~dp0\"\r\n"
      "set \"PYTHON_EXE=%APP_DIR%venv\\Scripts\\python.exe\"\r\n"
      "set \"NSSM_EXE=%APP_DIR%tools\\nssm.exe\"\r\n"
      "\"%NSSM_EXE%\" stop \"%SERVICE_NAME%\"\r\n"
      "\"%NSSM_EXE%\" install \"%SERVICE_NAME%\" \"%PYTHON_EXE%\" \"-m\" \"uvicorn\" "
      "\"app.main:app\" \"--host\" \"0.0.0.0\" \"--port\" \"8008\"\r\n"
      "nssm install mcp C:\\py\\python.exe -m hypercorn app:app --bind [::1]:9000\r\n",
      Shell::batch, "install.bat");
  CHECK(all_of(seen, Kind::port) == "0.0.0.0:8008@6 [::1]:9000@7");
  CHECK(all_of(seen, Kind::service) ==
        "PropertyManagementSystem@1 PropertyManagementSystem@6 mcp@7");
  CHECK(all_of(seen, Kind::python) == "venv/Scripts/python.exe@6 C:\\py\\python.exe@7");
  for (const auto& entry : seen)
    if (entry.kind == Kind::port) CHECK(entry.role == Role::service);
}

TEST_CASE("init: a shell script") {
  const auto seen = read_script(
      "#!/usr/bin/env bash\nset -euo pipefail\ncd \"$(dirname \"$0\")\"\n"
      "HOST=${HOST:-127.0.0.1}\nexport PORT=\"${PORT:-8000}\"\n"
      "# uvicorn app:app --port 1\n"
      "curl -fs http://localhost:$PORT/healthz || true\n"
      "source .venv/bin/activate && exec gunicorn app:app -b \"$HOST:$PORT\" -w 4 \\\n"
      "  --access-logfile - > out.log 2>&1 &\n"
      "python3 manage.py migrate\nUVICORN=x uvicorn a:b --port \"$OTHER\"\n",
      Shell::sh, "deploy/start.sh");
  CHECK(all_of(seen, Kind::port) ==
        "${PORT:-8000}@5 ${HOST:-127.0.0.1}:${PORT:-8000}@8 127.0.0.1:${OTHER}@11");
  CHECK(all_of(seen, Kind::health) == "http://localhost:${PORT:-8000}/healthz@7");
  CHECK(all_of(seen, Kind::module) == "gunicorn@8 uvicorn@11");
}

TEST_CASE("init: a PowerShell script") {
  const auto seen = read_script(
      "param([int]$Port = 8765)\n$env:HOST = \"0.0.0.0\"\n$Python = "
      "\"$PSScriptRoot\\.venv\\Scripts\\"
      "python.exe\"\n& $Python -m uvicorn app.main:app --host $env:HOST --port $Port `\n"
      "  --log-level info\nInvoke-WebRequest -Uri \"http://127.0.0.1:$Port/health\"\n",
      Shell::powershell, "start.ps1");
  CHECK(all_of(seen, Kind::port) == "8765@1 0.0.0.0:8765@4");
  CHECK(all_of(seen, Kind::python) == ".venv/Scripts/python.exe@4");
  CHECK(all_of(seen, Kind::health) == "http://127.0.0.1:8765/health@6");
}

TEST_CASE("init: what servers do without an address of their own") {
  const auto port = [](const char* command) {
    return all_of(read_command(command, 1, Role::main, {}), Kind::port);
  };
  CHECK(port("uvicorn app:app") == "127.0.0.1:8000@1");
  CHECK(port("uvicorn app:app --port=9") == "127.0.0.1:9@1");
  CHECK(port("poetry run uvicorn app:app --host ::1 --port 80") == "[::1]:80@1");
  CHECK(port("flask --app hello run --debug -p 5001") == "127.0.0.1:5001@1");
  CHECK(port("flask init-db").empty());
  CHECK(port("fastapi run app.py") == "0.0.0.0:8000@1");
  CHECK(port("hypercorn app:app") == "127.0.0.1:8000@1");
  CHECK(port("python3.11 -m waitress --listen=*:8041 app:app") == "8041@1");
  CHECK(port("python manage.py runserver") == "127.0.0.1:8000@1");
  CHECK(port("python manage.py runserver 0:9000") == "0.0.0.0:9000@1");
  CHECK(port("python manage.py runserver 8080 --noreload") == "127.0.0.1:8080@1");
  CHECK(port("python manage.py migrate").empty());
  CHECK(port("python -m http.server 8001 --bind 127.0.0.1") == "127.0.0.1:8001@1");
  CHECK(port("next dev -p 3001") == "3001@1");
  CHECK(port("vite") == "localhost:5173@1");
  CHECK(port("vite build").empty());
  CHECK(port("vite --host --port 5000") == "5000@1");
  CHECK(port("cross-env PORT=3005 node server.js") == "3005@1");
  CHECK(port("node server.js").empty());
  CHECK(port("python server.py --host 127.0.0.1 --port 7000") == "127.0.0.1:7000@1");
  CHECK(port("gunicorn --bind unix:/run/app.sock app:app").empty());
  CHECK(port("echo uvicorn").empty());
}

TEST_CASE("init: a Procfile") {
  const auto seen = read_procfile(
      "release: python manage.py migrate\n"
      "web: gunicorn config.wsgi --bind 0.0.0.0:$PORT --log-file -\n");
  CHECK(all_of(seen, Kind::port) == "0.0.0.0:${PORT}@2");
}

TEST_CASE("init: what a script computes is not known") {
  const auto seen = read_script(
      "PORT=$(cat port.txt)\nuvicorn app:app --port $PORT\n"
      "uvicorn app:app --port \"$(cat port.txt)\"\n",
      Shell::sh, "start.sh");
  CHECK(all_of(seen, Kind::port) == "127.0.0.1:${PORT}@2");
  CHECK(all_of(seen, Kind::unclear) == "the address that uvicorn is given@3");
}

TEST_CASE("init: health URLs of this machine only") {
  const auto seen = health_urls(
      "http://localhost:8008/health, https://example.org/health "
      "'http://127.0.0.1:1/health/live/' http://localhost/about http://",
      3);
  CHECK(all_of(seen, Kind::health) ==
        "http://localhost:8008/health@3 http://127.0.0.1:1/health/live/@3");
}

}  // namespace preflight::init
