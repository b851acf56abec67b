"""Loads that bench/compare.py measures under: many sockets, many processes with many descriptors.

Each load runs in children of its own, which end when their standard input closes."""

import contextlib
import os
import resource
import socket
import subprocess
import sys


def _limit(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, max(hard, count)))


def _sockets(count, child):
    """Listeners on addresses of 127.1.0.0/16, so that no port of the machine runs out."""
    _limit(count + 100)
    held = []
    for number in range(count):
        listener = socket.socket()
        listener.bind((f"127.1.{child}.{1 + number // 20000}", 10000 + number % 20000))
        listener.listen(1)
        held.append(listener)
    return held


def _descriptors(count, child):
    _limit(count + 100)
    return [os.open("/dev/null", os.O_RDONLY) for _ in range(count)]


def main(kind, count, child):
    held = {"sockets": _sockets, "descriptors": _descriptors}[kind](count, child)
    print("ready", len(held), flush=True)
    sys.stdin.read()


@contextlib.contextmanager
def running(kind, processes, each):
    """Keeps `processes` children with `each` sockets or descriptors alive for the block."""
    children = [
        subprocess.Popen(
            [sys.executable, __file__, kind, str(each), str(child)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for child in range(processes)
    ]
    try:
        for child in children:
            if not child.stdout.readline().startswith(b"ready"):
                raise RuntimeError(f"a load of {each} {kind} did not come up")
        yield
    finally:
        for child in children:
            child.stdin.close()
        for child in children:
            child.wait()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
