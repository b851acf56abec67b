/* The least that a gate can do: bind the port, take and release SQLite's write lock.
   Usage: floor PORT FILE. Exit 0 when both could be had. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int can_bind(unsigned short port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  const int one = 1;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  const int ok = bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
  close(fd);
  return ok;
}

static int can_lock(const char *file) {
  sqlite3 *db = 0;
  const int ok = sqlite3_open_v2(file, &db, SQLITE_OPEN_READWRITE, 0) == SQLITE_OK &&
                 sqlite3_busy_timeout(db, 1000) == SQLITE_OK &&
                 sqlite3_exec(db, "BEGIN IMMEDIATE; ROLLBACK", 0, 0, 0) == SQLITE_OK;
  sqlite3_close(db);
  return ok;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  return can_bind((unsigned short)atoi(argv[1])) && can_lock(argv[2]) ? 0 : 1;
}
