#include "cli/init/python_source.hpp"

#include "cli/init/python_tokens.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/init_sightings.hpp"

namespace preflight::init {

using test::all_of;

namespace {

std::string ports(std::string_view source, std::string_view file = "app/main.py") {
  return all_of(read_python(source, file), Kind::port);
}

std::string databases(std::string_view source, std::string_view file = "app/main.py") {
  return all_of(read_python(source, file), Kind::database);
}

}  // namespace

TEST_CASE("init: the settings that django-admin writes") {
  constexpr std::string_view settings = R"(
from pathlib import Path

# Build paths inside the project like this: BASE_DIR / 'subdir'.
BASE_DIR = Path(__file__).resolve().parent.parent

DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': BASE_DIR / 'db.sqlite3',
        'OPTIONS': {'timeout': 20},
    },
    'other': {'ENGINE': 'django.db.backends.postgresql', 'NAME': 'x'},
}
LOGGING = {
    'version': 1,
    'handlers': {'file': {'class': 'logging.FileHandler',
                          'filename': os.path.join(BASE_DIR, 'logs', 'django.log')}},
}
)";
  const auto seen = read_python(settings, "mysite/settings.py");
  CHECK(all_of(seen, Kind::database) == "db.sqlite3@10");
  CHECK(all_of(seen, Kind::db_timeout) == "20@11");
  CHECK(all_of(seen, Kind::writable) == "logs@18");
  CHECK(databases(settings, "backend/mysite/settings.py") == "backend/db.sqlite3@10");
  CHECK(databases("BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\n"
                  "D = {'NAME': os.path.join(BASE_DIR, 'db.sqlite3'),\n"
                  "     'ENGINE': 'django.db.backends.sqlite3'}\n",
                  "site/settings/base.py") == "site/db.sqlite3@2");
  CHECK(databases(
            "D = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': env('DB', default='a.db')}") ==
        "${DB:-a.db}@1");
  CHECK(all_of(read_python("D = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': pick()}", "s.py"),
               Kind::unclear) == "the NAME of a database in DATABASES@1");
}

TEST_CASE("init: calls that bind") {
  CHECK(ports("import uvicorn\nuvicorn.run(app, host='0.0.0.0', port=8000)") == "0.0.0.0:8000@2");
  CHECK(ports("uvicorn.run(\n  'app.main:app',\n  port=int(os.getenv(\"PORT\", 8004)),\n"
              "  host=os.environ.get('HOST') or '127.0.0.1',  # here\n  reload=True)") ==
        "${HOST:-127.0.0.1}:${PORT:-8004}@1");
  CHECK(ports("uvicorn.run(app)") == "127.0.0.1:8000@1");
  CHECK(ports("from flask import Flask\napp.run(debug=True)") == "127.0.0.1:5000@2");
  CHECK(ports("app.run(debug=True)").empty());
  CHECK(ports("import flask\napp.run('0.0.0.0', 80)") == "0.0.0.0:80@2");
  CHECK(ports("HTTPServer(('', 8123), Handler).serve_forever()") == "8123@1");
  CHECK(ports("PORT = 9001\nsocketserver.TCPServer((\"127.0.0.1\", PORT), H)") ==
        "9001@1 127.0.0.1:9001@2");
  CHECK(ports("serve(app, host='0.0.0.0', port=os.environ[\"PORT\"])") == "0.0.0.0:${PORT}@1");
  CHECK(all_of(read_python("uvicorn.run(app, port=choose())", "m.py"), Kind::unclear) ==
        "the port that uvicorn.run() is given@1");
  CHECK(ports("# uvicorn.run(app, port=1)\ns = 'uvicorn.run(app, port=2)'\n"
              "\"\"\"\nuvicorn.run(app, port=3)\n\"\"\"")
            .empty());
  CHECK(ports("x = 8000 if y else 9000\nuvicorn.run(app, port=x)").empty());
}

TEST_CASE("init: the settings of a supervisor") {
  const auto seen = read_python(R"(
@dataclass
class SupervisorConfig:
    project_dir: Path
    logs_dir: Path = Path("logs")
    database_path: Path = "instance/operations_hub.db"
    server_host: str = "0.0.0.0"
    server_port: int = 8004
    health_check_timeout: int = 10
    health_url: str = "http://localhost:8004/health"

service_manager.register_service(ServiceConfig(
    name="my_service", command=["python", "my_service.py"], port=8080,
    health_check_url="http://localhost:8080/health"))
cursor.execute("PRAGMA busy_timeout=30000")
)",
                                "scripts/supervisor_config.py");
  CHECK(all_of(seen, Kind::port) == "0.0.0.0:8004@8 8080@12");
  CHECK(all_of(seen, Kind::writable) == "logs@5");
  CHECK(all_of(seen, Kind::database) == "instance/operations_hub.db@6");
  CHECK(all_of(seen, Kind::timeout) == "10@9");
  CHECK(all_of(seen, Kind::db_timeout) == "30000ms@15");
  CHECK(all_of(seen, Kind::health) ==
        "http://localhost:8004/health@10 http://localhost:8004/health@10 "
        "http://localhost:8080/health@14");
}

TEST_CASE("init: settings that pydantic takes from the environment") {
  const auto seen = read_python(
      "class Settings(BaseSettings):\n    host: str = '127.0.0.1'\n    port: int = 8000\n"
      "    database_url: str = 'sqlite+aiosqlite:///./data/app.db'\n\nuvicorn.run(app, "
      "host=settings.host, port=settings.port)\n",
      "app/config.py");
  CHECK(all_of(seen, Kind::port) ==
        "${HOST:-127.0.0.1}:${PORT:-8000}@3 ${HOST:-127.0.0.1}:${PORT:-8000}@6");
  CHECK(all_of(seen, Kind::database) == "data/app.db@4");
}

TEST_CASE("init: databases by URL and by path") {
  CHECK(databases("engine = create_engine('sqlite:///./test.db', echo=True)") == "test.db@1");
  CHECK(databases("engine = create_async_engine(\"sqlite+aiosqlite:////srv/app/a.db?x=1\")") ==
        "/srv/app/a.db@1");
  CHECK(databases("create_engine('sqlite://')\ncreate_engine('sqlite:///:memory:')\n"
                  "create_engine('postgresql://u@h/db')\ncreate_engine(f'sqlite:///{pick()}')")
            .empty());
  CHECK(databases("basedir = os.path.abspath(os.path.dirname(__file__))\n"
                  "app.config['SQLALCHEMY_DATABASE_URI'] = 'sqlite:///' + "
                  "os.path.join(basedir, 'app.db')\n",
                  "web/config.py") == "web/app.db@2");
  CHECK(databases("DB = Path(__file__).parent / 'data' / 'x.db'\nsqlite3.connect(str(DB), "
                  "timeout=1.0)",
                  "tools/check.py") == "tools/data/x.db@2");
  CHECK(databases("BASE = Path(__file__).resolve().parents[1]\nDATABASE_URL = "
                  "f\"sqlite:///{BASE / 'app.db'}\"",
                  "app/db.py") == "app.db@2");
  CHECK(databases(
            "BASE = Path(__file__).parent\nD = {'default': dj_database_url.config(default=f\"sqlite"
            ":///{BASE / 'a.db'}\", conn_max_age=600)}",
            "site/settings.py") == "site/a.db@2");
  CHECK(databases(R"(DATABASE_URL = 'sqlite:///C:\\data\\app.db')") == "C:\\data\\app.db@1");
}

TEST_CASE("init: log files, routes, frameworks") {
  const auto seen = read_python(
      "from fastapi import FastAPI\nimport json\napp = FastAPI()\nlog_dir = 'logs'\n"
      "os.makedirs(log_dir, exist_ok=True)\n"
      "h = RotatingFileHandler(os.path.join(log_dir, f'{name}.log'))\n"
      "h = RotatingFileHandler(os.path.join(log_dir, 'app.log'))\n"
      "@app.get('/health')\nasync def health(): ...\n@router.get(\"/health/ready\")\ndef r(): ...\n"
      "@app.get('/items')\ndef i(): ...\n",
      "main.py");
  CHECK(all_of(seen, Kind::writable) == "logs@4 logs@7");
  CHECK(all_of(seen, Kind::makes) == "logs@5");
  CHECK(all_of(seen, Kind::health) == "/health@8 /health/ready@10");
  CHECK(all_of(seen, Kind::module) == "fastapi@1");
}

TEST_CASE("init: variables that a module cannot be imported without") {
  const auto seen = read_python(
      "SECRET_KEY = os.environ['SECRET_KEY']\nos.environ['SET'] = 'x'\nx = os.environ.get('Y')\n"
      "def f():\n  return os.environ['LATER']\n",
      "mysite/settings.py");
  CHECK(all_of(seen, Kind::variable) == "SECRET_KEY@1");
  CHECK(read_python("k = os.environ['K']", "tools/x.py").empty());
}

TEST_CASE("init: manage.py is Django's own server") {
  const auto seen = read_python(
      "from django.core.management import execute_from_command_line\n"
      "execute_from_command_line(sys.argv)\n",
      "site/manage.py");
  CHECK(all_of(seen, Kind::port) == "127.0.0.1:8000@2");
  CHECK(all_of(seen, Kind::command) == "python site/manage.py runserver@2");
}

TEST_CASE("init: a source that is cut anywhere, or is none") {
  constexpr std::string_view source =
      "\xEF\xBB\xBFx = f\"sqlite:///{os.path.join(B, 'a.db')}\"\nclass S(BaseSettings):\n  port: "
      "int = 8\n"
      "uvicorn.run(app, port=int(os.getenv('P', r'\\1')), host=(('a')))\nD = {'ENGINE': "
      "'django.db.backends.sqlite3', 'NAME': BASE / 'x'}\n'''";
  for (std::size_t size = 0; size <= source.size(); ++size)
    CHECK_NOTHROW(read_python(source.substr(0, size), "a.py"));
  // Names that lead to each other, brackets without end, a tower of calls.
  CHECK(ports("a = b\nb = a\nuvicorn.run(app, port=a)").empty());
  std::string tower = "port = ";
  for (int i = 0; i < 20'000; ++i) tower += "int(";
  CHECK(ports(tower).empty());
  std::string doubling = "port = a0\n";
  for (int i = 0; i < 40; ++i)
    doubling += "a" + std::to_string(i) + " = a" + std::to_string(i + 1) + " + a" +
                std::to_string(i + 1) + "\n";
  CHECK(ports(doubling).empty());
  CHECK(python_tokens("a b c d e f", 3).size() == 4);
}

}  // namespace preflight::init
