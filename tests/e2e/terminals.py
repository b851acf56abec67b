"""preflight while it runs: on a terminal that a test plays, what it drew and what a person then sees;
or with pipes, which a test reads line by line. And a server that is in its way.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import socket
import struct
import subprocess
import tempfile
import termios

import support

LINES, COLUMNS = 24, 80
SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


def listener(port=0):
    """A server of this process, and its address."""
    server = socket.socket()
    server.bind(("127.0.0.1", port))
    server.listen()
    return server, f"127.0.0.1:{server.getsockname()[1]}"


def start(test, *words, **options):
    """preflight with pipes for its standard output and error; with `test` it ends."""
    process = subprocess.Popen(
        support.command(support.PROGRAM, *words),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=support.environment(),
        **options,
    )
    test.addCleanup(process.stdout.close)
    test.addCleanup(process.stderr.close)
    test.addCleanup(process.wait)
    test.addCleanup(process.kill)
    return process


class Terminal:
    """preflight with a pseudo terminal as its standard error, or as what `shows` names; what was drawn
    on that so far is in `drawn`. The other stream goes to a file."""

    def __init__(self, *words, shows="stderr", lines=LINES, columns=COLUMNS, env=None):
        self.lines, self.columns = lines, columns
        self.master, slave = pty.openpty()
        self.resize(lines, columns)
        self.aside = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            support.command(support.PROGRAM, *words),
            stdin=slave,
            env=support.environment({"TERM": "xterm", "LC_ALL": "C.UTF-8", **(env or {})}),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            **{"stdout": self.aside, "stderr": self.aside, shows: slave},
        )
        os.close(slave)
        self.drawn = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def resize(self, lines, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self):
        """What comes next; false at the end."""
        if not select.select([self.master], [], [], support.HARD_LIMIT)[0]:
            raise AssertionError(f"the terminal stays as it is: {self.drawn[-400:]!r}")
        try:
            self.drawn += self._decoder.decode(os.read(self.master, 4096))
            return True
        except OSError:  # EIO: nobody has it open any more
            return False

    def wait_for(self, pattern):
        while not re.search(pattern, self.drawn):
            if not self.read():
                raise AssertionError(f"{pattern} was never drawn: {self.drawn!r}")

    def wait_to_see(self, pattern):
        """Until it stands on the screen now."""
        while not re.search(pattern, self.seen()):
            if not self.read():
                raise AssertionError(f"{pattern} is not seen: {self.seen()}")

    def seen(self):
        """What a person sees: the lines without the blanks at their ends. A terminal that obeys what
        preflight uses and no more; what it does not know is an error."""
        rows, row, column = [[]], 0, 0
        at = 0
        while at < len(self.drawn):
            sequence = SEQUENCE.match(self.drawn, at)
            if sequence:
                at = sequence.end()
                number, kind = sequence.groups()
                if kind == "A":
                    row = max(row - int(number or 1), max(0, len(rows) - self.lines))
                elif kind == "K":
                    del rows[row][column:]
                elif kind == "J":
                    del rows[row][column:], rows[row + 1 :]
                elif kind != "m":
                    raise AssertionError(f"what is {sequence.group()!r}?")
                continue
            char = self.drawn[at]
            at += 1
            if char == "\x1b":
                break  # the rest of it has not come yet
            if char == "\r":
                column = 0
            elif char == "\n":
                row += 1
                if row == len(rows):
                    rows.append([])
            else:
                line = rows[row]
                line.extend(" " * (column + 1 - len(line)))
                line[column] = char
                column += 1
                assert column < self.columns, f"a line is too long: {''.join(line)}"
        return "\n".join("".join(line).rstrip() for line in rows)

    def press(self, keys):
        os.write(self.master, keys)

    def end(self):
        """Exit code and the other stream."""
        while self.read():
            pass
        code = self.process.wait(timeout=support.HARD_LIMIT)
        self.aside.seek(0)
        return code, self.aside.read().decode()

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.aside.close()
        os.close(self.master)
