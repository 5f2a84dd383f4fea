"""PostgreSQL for a test run: a cluster of its own in a temporary folder, on a free port, a database a test."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.process import free_port, running

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def programs() -> Path | None:
    """The folder of the newest server's programs; None where there is no server."""
    if PROGRAMS:
        return PROGRAMS[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def cluster(folder: Path, *, fsync: bool = False) -> Iterator[str]:
    """The address of a running server, without a database's name. Nobody cuts the power of a test: no `fsync`."""
    at = programs()
    assert at is not None, "no PostgreSQL server is installed"
    port, data = free_port(), folder / "data"
    as_owner = _as_owner(folder)
    subprocess.run(
        [*as_owner, at / "initdb", "-D", data, "-U", "chandlery", "-A", "trust", "-E", "UTF8"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    serve = [*as_owner, at / "postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", folder]
    serve += ["-c", "max_connections=400"]  # a store at scale, two instances of each service, opens some 150
    ask = [at / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    serve += ["-c", "jit=off"]  # compiling a query takes longer than any test's rows
    if not fsync:
        serve += ["-c", "fsync=off"]
    with running(list(map(str, serve)), folder / "log", lambda: subprocess.run(ask, check=False).returncode == 0):
        yield f"postgresql+psycopg2://chandlery@127.0.0.1:{port}"
        subprocess.run([*as_owner, at / "pg_ctl", "-D", data, "-m", "immediate", "-s", "-W", "stop"], check=True)


def _as_owner(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then as another user who owns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return []
    other = pwd.getpwnam("nobody")
    os.chown(folder, other.pw_uid, other.pw_gid)
    return ["setpriv", f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups"]
