#include "cli/init/project_files.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/init_sightings.hpp"

namespace preflight::init {

using test::all_of;

TEST_CASE("init: the lines of a .env") {
  const auto variables = read_dotenv(
      "\xEF\xBB\xBF# comment\nPORT=8010\r\nexport HOST=\"0.0.0.0\" # all\nDATABASE_URL='sqlite:///"
      "data/app.db'\nEMPTY=\nSECRET=a$b\n= x\nnot a line\nLOG_DIR=./logs # here\n");
  REQUIRE(variables.size() == 6);
  CHECK(variables[0].name == "PORT");
  CHECK(variables[0].value == "8010");
  CHECK(variables[0].line == 2);
  CHECK(variables[4].value == "a$$b");
  const auto seen = said_by_variables(variables);
  CHECK(all_of(seen, Kind::port) == "${HOST:-0.0.0.0}:${PORT:-8010}@2");
  CHECK(all_of(seen, Kind::database) == "data/app.db@4");
  CHECK(all_of(seen, Kind::writable) == "logs@9");
}

TEST_CASE("init: a unit of systemd") {
  const auto unit = read_unit(
      "[Unit]\nDescription=x\nExecStart=not "
      "here\n[Service]\nUser=www-data\nWorkingDirectory=/srv/app"
      "\nEnvironment=PORT=8100 \"HOST=127.0.0.1\"\nEnvironmentFile=-/srv/app/.env\n"
      "; ExecStart=old\nExecStart=/srv/app/venv/bin/python -m uvicorn app.main:app \\\n"
      "  --host ${HOST} --port $PORT\nRestart=always\n",
      "deploy/my-app.service", "/srv/app");
  CHECK(unit.name == "my-app");
  CHECK(unit.user == "www-data");
  CHECK(unit.environment_files == std::vector<std::string>{".env"});
  CHECK(all_of(unit.seen, Kind::port) == "127.0.0.1:8100@10");
  CHECK(all_of(unit.seen, Kind::python) == "venv/bin/python@10");
  CHECK(all_of(unit.seen, Kind::service) == "my-app@10");
  for (const auto& seen : unit.seen) CHECK(seen.role == Role::service);
  CHECK(read_unit("", "a.service", "").seen.empty());
  CHECK(read_unit("[Service]\nExecStart=-@/usr/bin/gunicorn app:app -b unix:/run/a.sock\n", "a", "")
            .seen.front()
            .kind == Kind::module);
}

TEST_CASE("init: a Dockerfile") {
  CHECK(all_of(read_dockerfile("FROM python:3.11 AS build\nENV PORT=1\nCMD [\"uvicorn\", \"x:y\"]\n"
                               "FROM python:3.11-slim\nWORKDIR /app\nENV PORT=8080 HOST=0.0.0.0\n"
                               "EXPOSE 9000\n"
                               "CMD [\"uvicorn\", \"app.main:app\", \"--host\", \"0.0.0.0\", "
                               "\"--port\", \"8000\"]\n"),
               Kind::port) == "0.0.0.0:8000@8");
  CHECK(all_of(read_dockerfile("FROM x\nENV PORT 8080\nCMD exec gunicorn --bind :$PORT app:app\n"),
               Kind::port) == "8080@3");
  CHECK(all_of(read_dockerfile("FROM x\nCMD [\"sh\", \"-c\", \"uvicorn a:b --port ${PORT:-80}\"]"),
               Kind::port) == "127.0.0.1:${PORT:-80}@2");
  CHECK(all_of(read_dockerfile("FROM nginx\nEXPOSE 80/tcp 443\nHEALTHCHECK CMD curl -f "
                               "http://localhost/health || exit 1\n"),
               Kind::port) == "80@2 443@2");
  CHECK(read_dockerfile("CMD [\"unclosed\nCMD\nENV\nEXPOSE\n").empty());
}

TEST_CASE("init: the published ports of a compose file") {
  const auto seen = read_compose(R"(version: "3.8"
services:
  web:
    build: .
    ports:
      - "8000:8000"
      - 127.0.0.1:8001:80   # admin
      - "${PORT:-8080}:80"
      - "53:53/udp"
      - "3000-3005:3000-3005"
      - "9000"
    environment:
      - PORT=1
  db:
    image: postgres
    ports: ["5432:5432"]
  long:
    ports:
    - target: 80
      host_ip: 127.0.0.1
      published: "8083"
      protocol: tcp
    - target: 81
      published: 8084
networks:
  a:
    ports:
      - "1:1"
)");
  CHECK(all_of(seen, Kind::port) ==
        "8000@6 127.0.0.1:8001@7 ${PORT:-8080}@8 53/udp@9 5432@16 127.0.0.1:8083@21 8084@24");
  CHECK(all_of(seen, Kind::unclear) == "the published port '3000-3005:3000-3005'@10");
  CHECK(seen.front().how == "ports of web");
}

TEST_CASE("init: a package.json") {
  const auto package = read_package_json(R"({
  "name": "x",
  "main": "./src/index.js",
  "scripts": {
    "dev": "next dev -p 3001",
    "start": "cross-env NODE_ENV=production PORT=4000 node dist/server.js",
    "build": "vite build", "test": "vite --port 1", "start:api": "json-server -p 3999 db.json"
  }
})");
  CHECK(all_of(package.seen, Kind::port) == "3001@5 4000@6 localhost:3999@7");
  CHECK(package.seen.front().role == Role::dev);
  CHECK(package.main == "dist/server.js");
  CHECK(all_of(read_package_json("{\"main\": 1,}").seen, Kind::unclear)
            .starts_with("a package.json: "));
  CHECK(read_package_json("[]").seen.empty());
  CHECK(read_package_json("{\"scripts\": [\"start\"]}").seen.empty());
}

TEST_CASE("init: the main file of a Node project") {
  CHECK(all_of(read_javascript("const app = express();\nconst port = process.env.PORT || 3000;\n"
                               "app.get('/health', (q, r) => r.send('ok'));\n"
                               "app.listen(port, () => {});\n",
                               "index.js"),
               Kind::port) == "${PORT:-3000}@2");
  CHECK(all_of(read_javascript("app.listen(process.env.PORT ?? '8080', '127.0.0.1')", "a.js"),
               Kind::port) == "127.0.0.1:${PORT:-8080}@1");
  CHECK(all_of(read_javascript("server.listen({ port: 3005, host: '::1' })", "a.js"), Kind::port) ==
        "[::1]:3005@1");
  CHECK(all_of(read_javascript("const PORT = parseInt(process.env.PORT, 10) || 5000\n"
                               "server.listen(PORT)",
                               "a.ts"),
               Kind::port) == "${PORT:-5000}@1");
  CHECK(all_of(read_javascript("app.listen(choose())", "a.js"), Kind::unclear) ==
        "the port that .listen() is given@1");
  CHECK(all_of(read_javascript("const db = new Database('data/app.db', {});", "a.js"),
               Kind::database) == "data/app.db@1");
  CHECK(all_of(read_javascript("export default { server: { port: 5175 } }", "vite.config.ts"),
               Kind::port) == "localhost:5175@1");
  CHECK(read_javascript("// app.listen(1)\nconst port = 1\n", "a.js").empty());
}

TEST_CASE("init: the tasks of a pyproject.toml") {
  CHECK(all_of(read_pyproject("[project.scripts]\napp = \"app.main:run\"\n[tool.taskipy.tasks]\n"
                              "dev = \"uvicorn app:app --reload --port 8001\"\n"
                              "serve = {cmd = 'uvicorn app:app --port 8002'}\n[tool.other]\n"
                              "x = \"uvicorn app:app\"\n"),
               Kind::port) == "127.0.0.1:8001@4 127.0.0.1:8002@5");
}

TEST_CASE("init: files that are cut anywhere") {
  constexpr std::string_view text =
      "FROM x\nENV \"A=$B\nservices:\n  a:\n    ports:\n      - \"${A:-8000}:80\"\n      - target: "
      "1\n        published: '80\n[Service]\nExecStart=-@%%\"a b\" ${X} \\\nEnvironment=\"A=b\n"
      "CMD [\"sh\", \"-c\", \"${\"]\nconst p = process.env.PORT || '80\napp.listen({port:";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto part = text.substr(0, size);
    CHECK_NOTHROW(read_dockerfile(part));
    CHECK_NOTHROW(read_compose(part));
    CHECK_NOTHROW(read_unit(part, "x.service", "/srv"));
    CHECK_NOTHROW(read_javascript(part, "a.js"));
    CHECK_NOTHROW(read_dotenv(part));
    CHECK_NOTHROW(read_pyproject(part));
    CHECK_NOTHROW(read_package_json(part));
  }
}

}  // namespace preflight::init
