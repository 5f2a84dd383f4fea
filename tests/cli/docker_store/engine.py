"""A docker that prints what it is told, and keeps what it was asked."""

import json
from collections.abc import Sequence
from typing import Any

from tests.cli.docker_store.conftest import Home

SCRIPT = """
import json, pathlib, sys
here = pathlib.Path(__file__).resolve().parent
words = sys.argv[1:]
given = sys.stdin.read() if "--password-stdin" in words else ""
with (here / "asked").open("a") as asked:
    asked.write(json.dumps([*words, *([given] if given else [])]) + "\\n")
told = json.loads((here / "told.json").read_text())
for name in ("image", "ps"):
    if name in words:
        print("\\n".join(json.dumps(row) for row in told[name]))
sys.exit(told["fails"] if "pull" in words else 0)
"""


def image(reference: str, digest: str, id: str = "") -> dict[str, str]:
    repository, _, tag = reference.rpartition(":")
    return {"Repository": repository, "Tag": tag, "Digest": digest, "ID": id or f"sha256:{digest[-64:]}"}


def container(name: str, image: str, project: str = "") -> dict[str, str]:
    labels = f"com.docker.compose.project={project},other=1" if project else ""
    return {"Names": name, "Image": image, "Labels": labels}


def stands(home: Home, images: Sequence[Any] = (), containers: Sequence[Any] = (), fails: int = 0) -> None:
    home.has("docker", SCRIPT)
    told = {"image": list(images), "ps": list(containers), "fails": fails}
    (home.folder / "bin" / "told.json").write_text(json.dumps(told))


def asked(home: Home) -> list[list[str]]:
    return [json.loads(line) for line in (home.folder / "bin" / "asked").read_text().splitlines()]
