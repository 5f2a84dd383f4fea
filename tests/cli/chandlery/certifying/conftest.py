import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.chandlery.certifying.command import certify
from cli.chandlery.printing import Stop
from tests.services.certification.images import Built, built, layout

Tree = dict[str, bytes]
STATUS = b"Package: bash\nStatus: install ok installed\nVersion: 5.1-2\nArchitecture: amd64\n\n"
DEBIAN: Tree = {
    "etc/os-release": b'ID=debian\nVERSION_ID="12"\n',
    "etc/passwd": b"root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n",
    "etc/shadow": b"root:*:19000:0:99999:7:::\n",
    "licenses/LICENSE": b"Do what you want.\n",
    "var/lib/dpkg/status": STATUS,
    "var/lib/dpkg/info/bash.list": b"/.\n/bin\n/bin/bash\n",
    "var/lib/dpkg/info/bash.md5sums": b"d41d8cd98f00b204e9800998ecf8427e  bin/bash\n",
    "bin/bash": b"",
}
LABELS = {
    f"org.opencontainers.image.{name}": name
    for name in ("title", "vendor", "version", "source", "licenses", "description")
}
CONFIG = {"User": "1000", "Cmd": ["/bin/bash"], "Labels": LABELS, "Healthcheck": {"Test": ["CMD", "/bin/bash"]}}


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """`chandlery certify …` in this process, by somebody without an account, a network or a terminal."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "nobody"))

    def certified(*words: object) -> Said:
        done = CliRunner().invoke(certify, [str(word) for word in words])
        if isinstance(done.exception, Stop):
            return Said(done.exception.code, done.stdout, done.stderr + done.exception.line)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            traceback.print_exception(done.exception)
            raise done.exception
        return Said(done.exit_code, done.stdout, done.stderr)

    return certified


def good(platform: str = "linux/amd64", **changed: bytes) -> Built:
    """An image that passes every static check that is required."""
    return built(
        DEBIAN | {name.replace("__", "/"): content for name, content in changed.items()},
        config=CONFIG,
        platform=platform,
    )


@pytest.fixture
def passing(tmp_path: Path) -> Path:
    return layout(tmp_path / "passing", good())


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    """With an account that anybody may enter."""
    return layout(tmp_path / "failing", good(etc__shadow=b"root::19000:0:99999:7:::\n"))
