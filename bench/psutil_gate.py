"""The usual gate that projects write for themselves: psutil for the port and the open files,
sqlite3 for the lock. A peer for bench/compare.py; not a model."""

import sqlite3
import sys

import psutil


def main(port, database):
    for connection in psutil.net_connections():
        if connection.laddr and connection.laddr.port == port and connection.status == "LISTEN":
            print(f"port {port} is used by {connection.pid}")
            return 1
    try:
        connection = sqlite3.connect(database, timeout=1.0)
        connection.execute("SELECT 1")
        connection.close()
    except sqlite3.OperationalError as error:
        print(f"database: {error}")
        return 1
    for process in psutil.process_iter(["pid", "name"]):
        try:
            if any(database in file.path for file in process.open_files()):
                print(f"database is open in {process.pid}")
        except psutil.Error:
            pass
    print("ready")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2]))
