"""pyiridium9602's modem emulator on a pseudo-terminal: a modem with bad manners.

Usage: rude_modem.py [LINK [MAIL]]. Prints the line's path (with LINK, a symbolic link to it), then each message that it
was given as a hexadecimal line; ends with SIGTERM. MAIL waits in it and rings. Known manners: commands it does not know get no answer, and a message
is refused with the code 10 or taken, by accident of timing.
"""

import os
import select
import signal
import sys
import time
import tty

from pyiridium9602.pyiridium_server import IridiumServer


class Line:
    """The device's end of a pseudo-terminal with the few methods of a serial port that the emulator uses."""

    def __init__(self):
        self.device, self.host = os.openpty()
        tty.setraw(self.host)
        self.path = os.ttyname(self.host)
        self.timeout = 0.2
        self.rest = b""

    def isOpen(self):
        return True

    def close(self):
        pass

    def write(self, data):
        return os.write(self.device, data)

    def readline(self):
        end = time.monotonic() + 0.2
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.device], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                break
            self.rest += os.read(self.device, 512)
        cut = self.rest.find(b"\n") + 1 or len(self.rest)
        line, self.rest = self.rest[:cut], self.rest[cut:]
        return line


class Rude(IridiumServer):
    def write_iridium(self, data):
        print(data.hex(), flush=True)


def main():
    line = Line()
    path = line.path
    if len(sys.argv) > 1:
        path = sys.argv[1]
        os.symlink(line.path, path)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    modem = Rude(line)
    # It tells people what it does on standard output.
    modem.signal.notification = lambda *_: None
    if len(sys.argv) > 2:
        modem.write_serial(sys.argv[2].encode())
    modem.connect()
    print(path, flush=True)
    try:
        while True:
            time.sleep(1)
    finally:
        if path != line.path:
            os.unlink(path)


main()
