"""A product of several images: its compose file is kept here, and docker compose starts it."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.docker_store.asking import tell
from cli.docker_store.calling import at
from cli.docker_store.clean import clean
from cli.docker_store.disk import put, written
from cli.docker_store.ending import DONE, Stop
from cli.docker_store.products import parts_of
from cli.docker_store.pulling import sign_docker_in
from cli.docker_store.told import foreign

if TYPE_CHECKING:
    from cli.docker_store.session import Session

VERSION = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
STDOUT = "-"


def keep(asked: Any, session: Session, found: dict[str, Any], chosen: dict[str, Any]) -> int:
    """Writes the file of the version that was asked for, else the newest, and tells how it is started."""
    publisher, product, _ = parts_of(found["slug"])
    path = at("/products/{}/{}/plans/{}/compose", publisher, product, chosen["id"])
    told = session.store.get(path, version=asked.tag)
    content = str(told["text"]).encode()
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != told["digest"]:
        raise foreign(session.url, "the compose file is not the one that its digest names")
    if not VERSION.fullmatch(str(told["version"])):
        raise foreign(session.url, "its compose file has no version")
    if asked.output == STDOUT:
        sys.stdout.write(content.decode())
        return DONE
    file = Path(asked.output or f"{product}-{told['version']}.yaml")
    _written(file, content)
    if chosen["access"] != "anyone":
        sign_docker_in(session)
    _tell(found, told, file)
    print(clean(f"docker compose -f {file} up -d"))
    return DONE


def _written(file: Path, content: bytes) -> None:
    """What somebody may have changed is not written over."""
    with written(file):
        if file.exists() and file.read_bytes() != content:
            raise Stop(f"{file} is there already, and holds something else.", "Keep it elsewhere: --output FILE")
        put(file, content)


def _tell(found: dict[str, Any], told: dict[str, Any], file: Path) -> None:
    tell(f"{found['slug']} {told['version']} is in {file}")
    for one in told["images"]:
        named = f"{one['name']}{':' if one['tag'] else ''}{one['tag'] or ''}{'@' if one['digest'] else ''}"
        state = "of another registry, not checked" if one["place"] == "elsewhere" else "not certified"
        state = f"certified until {one['certified']['until']}" if one["certified"] else state
        tell(f"  {named}{one['digest'] or ''}: {state}")
    reaching = [one for one in told["remarks"] if one["check"] == "host-access"]
    if reaching:
        tell("It reaches out of its containers; read these lines before you start it:")
    for one in reaching:
        tell(f"  {one['where']}: {one['what']}")
