"""A child that examines nothing: it says the lines of a file and notes that it was started, and with what."""

import os
import sys
import time
from pathlib import Path

folder = Path(sys.argv[1])
wanted = sys.stdin.read()
with (folder / "started").open("a") as started:
    started.write(f"{os.getpid()} {wanted}\n")
for line in (folder / "lines").read_text().splitlines():
    if line == "sleep":
        time.sleep(60)
    elif line == "die":
        os._exit(9)
    else:
        print(line, flush=True)
