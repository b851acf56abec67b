#!/usr/bin/env python3
"""`preflight imports` and its peers, whole processes, interleaved, medians in milliseconds.

    bench/imports.py [--runs 21] [--prefix WINEPREFIX] [PROGRAM...]

Needs a built build/linux/preflight (or PREFLIGHT_PROGRAM). Each PROGRAM of Linux is compared with
libtree, ldd and lddtree, where these are installed; without one, the largest closure of a browser,
an office suite or the machine is taken. With a Wine prefix all PE files of its System32 are looked
at in one call, and halves of them, which shows whether the time grows with their number."""

import argparse
import os
import pathlib
import shutil
import tempfile

import compare

KNOWN = ("/usr/lib/chromium/chromium", "/usr/lib/libreoffice/program/soffice.bin",
         "/usr/lib/firefox-esr/firefox-bin", "/usr/bin/curl")  # fmt: skip

LDDTREE = "/usr/bin/lddtree"


def closure(preflight, program, runs):
    compare.measure(
        program,
        {
            "preflight imports": [preflight, "imports", program],
            "preflight check --imports": [preflight, "check", "--imports", program],
            "preflight imports --verbose": [preflight, "imports", program, "--verbose"],
            "libtree": ["libtree", program],
            "libtree -vvv": ["libtree", "-vvv", program],
            "ldd": ["ldd", program],
            # By name it may run with another Python, which lacks what the package brings for this one.
            **({"lddtree": ["/usr/bin/python3", LDDTREE, program]} if os.path.exists(LDDTREE) else {}),
        },
        runs,
    )


def system_folder(preflight, prefix, runs):
    files = sorted((prefix / "drive_c/windows/system32").glob("*.*"))
    for share in (4, 2, 1):
        chosen = files[:: share]
        with tempfile.TemporaryDirectory() as name:
            for file in chosen:
                if file.is_file():
                    shutil.copy(file, name)
            line = [preflight, "imports", name, "--sysroot", str(prefix)]
            compare.measure(f"{len(chosen)} files of System32", {"preflight": line}, runs)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--runs", type=int, default=21)
    arguments.add_argument("--prefix", type=pathlib.Path)
    arguments.add_argument("program", nargs="*")
    options = arguments.parse_args()
    preflight = os.environ.get("PREFLIGHT_PROGRAM", compare.PREFLIGHT)
    for program in options.program or [one for one in KNOWN if os.path.exists(one)][:1]:
        closure(preflight, program, options.runs)
    if options.prefix:
        system_folder(preflight, options.prefix, options.runs)


if __name__ == "__main__":
    main()
