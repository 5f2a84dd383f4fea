"""A mail server in a process of its own: `python -m bench._letterbox PORT FILE` writes a line for each letter.

A line: when it came, to whom, its Message-ID.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope


class Box:
    def __init__(self, file: Path) -> None:
        self._lines = file.open("a", buffering=1)

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = content.partition(b"Message-ID:")[2].split(maxsplit=1)[0].decode()
        self._lines.write(f"{time.time()} {envelope.rcpt_tos[0]} {message}\n")
        return "250 taken"


async def serve(port: int, file: Path) -> None:
    box = Box(file)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(box), "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
