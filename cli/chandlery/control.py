"""The socket in the data folder by which another process asks the running store: a JSON line asked, lines answered."""

import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from eventlog import refusal
from eventlog.refusal import Refused

Answers = Iterator[dict[str, Any]]  # {"say": progress}…, then {"result": …}
Command = Callable[..., Answers]
LONGEST = 64 * 1024 * 1024  # bytes of one question: an import brings its products along


def listen(path: Path) -> socket.socket:
    """A socket that only the store's own user can open."""
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    listening.listen(16)
    return listening


def serve(listening: socket.socket, commands: Mapping[str, Command]) -> None:
    """Answers questions until the socket is closed, each in a greenlet of its own."""
    import eventlet  # late: who asks needs none

    while True:
        try:
            peer, _ = listening.accept()
        except OSError:
            return
        eventlet.spawn_n(_answer, peer, commands)


def _answer(peer: socket.socket, commands: Mapping[str, Command]) -> None:
    with peer, peer.makefile("rwb") as lines:
        line = lines.readline(LONGEST)
        if not line:
            return  # only looked whether we answer
        asked = json.loads(line)
        try:
            for answer in carry_out(commands, asked["command"], asked["arguments"]):
                lines.write(json.dumps(answer).encode() + b"\n")
                lines.flush()
        except (BrokenPipeError, ConnectionResetError):
            return  # who asked has gone


def carry_out(commands: Mapping[str, Command], name: str, arguments: Mapping[str, Any]) -> Answers:
    """The command's answers; a refusal is the last of them, as `{"refused": [kind, code, detail]}`."""
    try:
        yield from commands[name](**arguments)
    except Refused as refused:
        yield {"refused": [type(refused).__name__, refused.code, refused.detail]}


def answers(path: Path) -> bool:
    """Whether a store listens there."""
    with socket.socket(socket.AF_UNIX) as peer:
        return peer.connect_ex(str(path)) == 0


def ask(path: Path, command: str, arguments: Mapping[str, Any]) -> Answers:
    """Asks the running store."""
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(str(path))
        with peer.makefile("rwb") as lines:
            lines.write(json.dumps({"command": command, "arguments": arguments}).encode() + b"\n")
            lines.flush()
            for line in lines:
                yield json.loads(line)


def result_of(answers: Answers, say: Callable[[str], None]) -> Any:
    """The last answer's result; tells progress on the way and raises what was refused."""
    for answer in answers:
        if "say" in answer:
            say(answer["say"])
        elif "refused" in answer:
            kind, code, detail = answer["refused"]
            raise getattr(refusal, kind, Refused)(code, detail)
        else:
            return answer["result"]
    raise ConnectionError("the store ended before it answered")
