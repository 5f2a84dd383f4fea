"""Sigstore's cosign, which customers verify with and publishers sign with: built by Go, used offline, by keys alone."""

import base64
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.parts.go import Program

COSIGN = Program(
    name="cosign",
    module="github.com/sigstore/cosign/v3",
    version="v3.1.3",
    package="github.com/sigstore/cosign/v3/cmd/cosign",
)
OFFLINE = "--insecure-ignore-tlog=true"
OLD = "--new-bundle-format=false"


@dataclass(frozen=True)
class Cosign:
    """One person's: keys lie in the folder, and `auth` opens the registry (Docker's `auths` entry for its host)."""

    folder: Path
    host: str
    auth: dict[str, str]

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "config.json"
        config.write_text(json.dumps({"auths": {self.host: self.auth} if self.auth else {}}))
        told = {"DOCKER_CONFIG": str(self.folder), "HOME": str(self.folder), "COSIGN_PASSWORD": ""}
        command = [str(COSIGN.path()), *words]
        environment = {**os.environ, **told}
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120, check=False
        )

    def done(self, *words: str) -> str:
        """What it printed; it must have worked."""
        ended = self.run(*words)
        assert ended.returncode == 0, ended.stderr[-2000:]
        return ended.stdout

    def make_keys(self, name: str = "cosign") -> Path:
        """The public one; the other lies beside it."""
        self.done("generate-key-pair", "--output-key-prefix", name)
        return self.folder / f"{name}.pub"

    def sign(self, image: str, *options: str, name: str = "cosign") -> None:
        """As the documentation for keys without a transparency log says; `image` by digest."""
        self.done("signing-config", "create", "--out", "none.json")
        self.done("sign", "--key", f"{name}.key", "--yes", "--signing-config", "none.json", *options, f"{image}")

    def sign_old(self, image: str, name: str = "cosign") -> None:
        plain = ("--yes", OLD, "--use-signing-config=false", "--tlog-upload=false")
        self.done("sign", "--key", f"{name}.key", *plain, image)

    def verifies(self, image: str, key: Path, *options: str) -> bool:
        return self.run("verify", "--key", str(key), OFFLINE, *options, image).returncode == 0

    def attested(self, image: str, key: Path, kind: str, *options: str) -> "list[dict[str, object]]":
        """The statements of this kind that the key has signed."""
        words = ("verify-attestation", "--key", str(key), "--type", kind, OFFLINE, *options)
        lines = [json.loads(line) for line in self.done(*words, image).splitlines() if line.startswith("{")]
        return [json.loads(base64.b64decode(line["payload"])) for line in lines]
