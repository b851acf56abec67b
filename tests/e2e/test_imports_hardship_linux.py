"""Files that were made to hurt: whatever they claim, `preflight imports` comes back soon, in little
memory, with an answer. The bounds are wide; without the limits in the decoders the files here take
minutes or gigabytes."""

import json
import os
import struct

import support

LONGEST = 30  # seconds of a processor, whatever else runs here; most take well below one
LARGEST = 700  # MiB
BASE = 0x1000  # where the only section is in memory
RAW = 0x400  # and in the file


def pe(content, imports=None, exports=None, sections=None, library=False):
    """A program for x64: `content` is its section, `imports` and `exports` are offsets there."""
    directories = [(0, 0)] * 16
    if exports is not None:
        directories[0] = (BASE + exports, 0x100000)
    if imports is not None:
        directories[1] = (BASE + imports, 40)
    table = sections or [(BASE, len(content), RAW, len(content))]
    header = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
    header += struct.pack("<HHIIIHH", 0x8664, len(table), 0, 0, 0, 240, 0x2022 if library else 0x22)
    header += struct.pack("<HBBIIIII", 0x20B, 0, 0, 0, 0, 0, BASE, BASE)
    header += struct.pack("<QIIHHHHHHIIIIHH", 1 << 32, 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, 1 << 28,
                          RAW, 0, 3, 0)  # fmt: skip
    header += struct.pack("<QQQQII", 0, 0, 0, 0, 0, 16)
    header += b"".join(struct.pack("<II", *one) for one in directories)
    for address, size, raw, raw_size in table:
        header += struct.pack("<8sIIIIIIHHI", b".x", size, address, raw_size, raw, 0, 0, 0, 0, 0)
    return header.ljust(RAW, b"\0")[: max(RAW, len(header))] + content


def descriptor(thunks, name):
    return struct.pack("<IIIII", BASE + thunks, 0, 0, BASE + name, BASE + thunks)


def elf(needed, strings):
    """A library for x64 whose dynamic section has these entries, and this table of strings."""
    dynamic = b"".join(struct.pack("<QQ", tag, value) for tag, value in needed)
    at = 64 + 2 * 56
    dynamic += struct.pack("<QQQQQQ", 5, at + len(dynamic) + 48, 10, len(strings), 0, 0)
    size = at + len(dynamic) + len(strings)
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    header += struct.pack("<IIQQQQQQ", 1, 5, 0, 0, 0, size, size, 4096)
    header += struct.pack("<IIQQQQQQ", 2, 6, at, at, at, len(dynamic), len(dynamic), 8)
    return header + dynamic + strings


class Hardship(support.TestCase):
    def look(self, path):
        """The report, when it comes within bounds."""
        out = os.path.join(self.folder(), "report.json")
        words = [support.PROGRAM, "imports", str(path), "--timeout", "5m", "--report",
                 f"json={out}", "--format", "line"]  # fmt: skip
        null = os.open(os.devnull, os.O_RDWR)
        self.addCleanup(os.close, null)
        pid = os.posix_spawn(words[0], words, support.environment(),
                             file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])  # fmt: skip
        _, status, usage = os.wait4(pid, 0)
        self.assertLess(usage.ru_utime + usage.ru_stime, LONGEST)
        self.assertLess(usage.ru_maxrss / 1024, LARGEST)
        self.assertIn(os.waitstatus_to_exitcode(status), (0, 1, 3))
        with open(out, encoding="utf-8") as file:
            (check,) = json.load(file)["checks"]
        self.assertNotIn("check.timed-out", [one["code"] for one in check["findings"]])
        return check

    def write(self, content, name="app.exe", folder=None):
        path = (folder or self.folder()) / name
        path.write_bytes(content)
        return path

    def test_a_million_imports_of_one_library(self):
        count = 1_000_000
        thunks = struct.pack("<Q", BASE + 80) * count + bytes(8)
        content = descriptor(128, 96) + bytes(60) + b"\0\0" + b"f\0".ljust(14, b"\0")
        content += b"nowhere.dll\0".ljust(32, b"\0") + thunks
        check = self.look(self.write(pe(content, imports=0)))
        self.assertEqual(check["status"], "fail")
        self.assertEqual(check["facts"]["libraries"][0]["name"], "nowhere.dll")

    def test_libraries_without_end_over_one_table(self):
        # Each descriptor names the same table of a million thunks.
        count = 1_000_000
        names = b"".join(b"l%07d.dll\0" % i for i in range(5000))
        begin = 5001 * 20
        thunks_at = begin + len(names)
        content = bytearray()
        for i in range(5000):
            content += descriptor(thunks_at, begin + i * 13)
        content += bytes(20) + names + struct.pack("<Q", 1 << 63 | 5) * count + bytes(8)
        data = pe(bytes(content), imports=0)
        check = self.look(self.write(data))
        self.assertEqual(check["status"], "fail")
        self.assertLess(len(check["findings"]), 1000)

    def test_names_without_end(self):
        content = descriptor(40, 64) + descriptor(40, 65) + bytes(24) + b"x" * (48 << 20)
        data = pe(content, imports=0)
        check = self.look(self.write(data))
        self.assertIn("imports.incomplete", [one["code"] for one in check["findings"]])

    def test_sections_over_each_other(self):
        content = descriptor(40, 48) + bytes(28) + b"nowhere.dll\0" + bytes(4096)
        sections = [(BASE + i % 7, 0xFFFFFFFF, RAW, 512) for i in range(65535)]
        self.look(self.write(pe(content, imports=0, sections=sections)))

    def test_forwarders_in_a_circle(self):
        folder = self.folder()
        for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
            # One function "f", forwarded to the next library.
            content = bytearray(256)
            struct.pack_into("<IIHHIIIIIII", content, 64, 0, 0, 0, 0, 0, 1, 1, 1, BASE + 112,
                             BASE + 120, BASE + 128)  # fmt: skip
            struct.pack_into("<III", content, 112, BASE + 136, 0, BASE + 144)
            content[136:140] = f"{other}.f\0".encode()
            content[144:146] = b"f\0"
            self.write(pe(bytes(content), exports=64, library=True), f"{name}.dll", folder)
        content = descriptor(40, 64) + bytes(20) + struct.pack("<QQ", BASE + 80, 0) + bytes(8)
        content += b"a.dll\0".ljust(16, b"\0") + b"\0\0f\0" + bytes(64)
        data = pe(content, imports=0)
        check = self.look(self.write(data, folder=folder))
        names = {one["name"] for one in check["facts"]["libraries"]}
        self.assertEqual(names, {"a.dll", "b.dll", "c.dll"})
        self.assertEqual(check["status"], "error")

    def test_libraries_that_all_need_each_other(self):
        folder = self.folder()
        names = [f"lib{i:03}.so" for i in range(100)]
        strings = b"\0" + b"".join(name.encode() + b"\0" for name in names) + b"$ORIGIN\0"
        needed = [(1, 1 + i * 10) for i in range(100)] + [(29, 1 + 1000)]
        content = elf(needed, strings)
        for name in names:
            self.write(content, name, folder)
        check = self.look(folder / names[0])
        self.assertEqual(len(check["facts"]["libraries"]), 99)
        self.look(folder)

    def test_a_library_that_needs_ten_thousand(self):
        count = 10_000
        strings = b"\0" + b"".join(b"l%08d\0" % i for i in range(count))
        check = self.look(self.write(elf([(1, 1 + i * 10) for i in range(count)], strings), "x.so"))
        self.assertEqual(check["status"], "fail")

    def test_one_long_name_that_is_needed_often(self):
        strings = b"\0" + b"n" * (32 << 20) + b"\0"
        self.look(self.write(elf([(1, i) for i in range(1, 30_000)], strings), "x.so"))


if __name__ == "__main__":
    support.main()
