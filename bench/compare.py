#!/usr/bin/env python3
"""preflight and its peers, whole processes, interleaved, medians in milliseconds.

    bench/compare.py [--runs 41] [clean] [port] [sockets] [database] [growth]

Needs a built build/linux/preflight, gcc, libsqlite3-dev; peers that are not installed (ss, lsof,
fuser, psutil, sqlite3) are left out of the table. Run as root: the peers name no owners otherwise.
Only ratios within one table mean anything."""

import argparse
import os
import pathlib
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import load

ROOT = pathlib.Path(__file__).resolve().parent.parent
PREFLIGHT = str(ROOT / "build/linux/preflight")
GATE = [sys.executable, str(ROOT / "bench/psutil_gate.py")]


def once(command):
    null = os.open(os.devnull, os.O_RDWR)
    start = time.perf_counter()
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)],
    )
    _, status = os.waitpid(pid, 0)
    spent = time.perf_counter() - start
    os.close(null)
    return spent * 1000, os.waitstatus_to_exitcode(status)


def measure(title, commands, runs):
    """Prints a table; the first command is what the others are compared with."""
    commands = {name: line for name, line in commands.items() if shutil.which(line[0])}
    for name, line in commands.items():
        line[0] = shutil.which(line[0])
    times = {name: [] for name in commands}
    exits = {}
    slow = {name for name, line in commands.items() if once(line)[0] > 400}
    for turn in range(runs):
        for name, line in commands.items():
            if name in slow and turn >= 5:
                continue
            spent, exits[name] = once(line)
            times[name].append(spent)
    print(f"\n## {title}\n")
    base = statistics.median(next(iter(times.values())))
    for name, samples in times.items():
        middle = statistics.median(samples)
        print(f"{name:34} {middle:9.2f} ms  x{middle / base:7.2f}   exit {exits[name]}")


def build_floor(folder):
    floor = str(folder / "floor")
    subprocess.run(
        ["gcc", "-O2", "-static", str(ROOT / "bench/floor.c"), "-o", floor, "-lsqlite3", "-lm"],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return floor


def database(folder, mode):
    path = str(folder / f"{mode}.db")
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode={mode}")
    connection.execute("CREATE TABLE IF NOT EXISTS t(x)")
    connection.commit()
    connection.close()
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def clean(folder, runs, title="clean path"):
    floor, port = build_floor(folder), free_port()
    for mode in ("delete", "wal"):
        file = database(folder, mode)
        measure(
            f"{title}, {mode} mode",
            {
                "floor (bind, BEGIN IMMEDIATE)": [floor, port, file],
                "preflight": [PREFLIGHT, "check", "--port", port, "--db", file],
                "psutil script": [*GATE, port, file],
            },
            runs,
        )


def held_port(runs, title="port held, nothing else"):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        measure(
            title,
            {
                "preflight": [PREFLIGHT, "check", "--port", port],
                "ss -ltnp": ["ss", "-ltnp", f"sport = :{port}"],
                "fuser": ["fuser", "-n", "tcp", port],
                "lsof": ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN"],
            },
            runs,
        )


def held_database(folder, runs, title):
    file = database(folder, "delete")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    measure(
        title,
        {
            "preflight (--db-timeout 0)": [PREFLIGHT, "check", "--db", file, "--db-timeout", "0"],
            "preflight holders": [PREFLIGHT, "holders", file],
            "fuser": ["fuser", file],
            "lsof": ["lsof", file],
            "lslocks": ["lslocks"],
        },
        runs,
    )
    holder.execute("ROLLBACK")
    holder.close()


def growth(folder, runs):
    clean(folder, runs, "clean path, quiet machine")
    with load.running("descriptors", 100, 1000), load.running("sockets", 2, 10000):
        clean(folder, runs, "clean path, 100 processes x 1000 descriptors, 20 000 sockets")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=41)
    arguments.add_argument("what", nargs="*")
    options = arguments.parse_args()
    wanted = options.what or ["clean", "port", "sockets", "database", "growth"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if "clean" in wanted:
            clean(folder, options.runs)
        if "port" in wanted:
            held_port(options.runs)
        if "sockets" in wanted:
            with load.running("sockets", 5, 10000):
                held_port(options.runs, "port held, 50 000 sockets")
        if "database" in wanted:
            held_database(folder, options.runs, "database held, nothing else")
            with load.running("descriptors", 200, 500):
                held_database(folder, options.runs, "database held, 200 processes x 500 descriptors")
        if "growth" in wanted:
            growth(folder, options.runs)


if __name__ == "__main__":
    main()
