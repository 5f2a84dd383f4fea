"""Clients of a registry beside docker, that people have today: each signs in, pulls and pushes by its own words."""

import json
import os
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from tests.parts.docker import Said
from tests.parts.go import Program

GGCR, REGCLIENT = "github.com/google/go-containerregistry", "github.com/regclient/regclient"
CRANE = Program("crane", GGCR, "v0.22.1", f"{GGCR}/cmd/crane")
ORAS = Program("oras", "oras.land/oras", "v1.3.6", "oras.land/oras/cmd/oras")
REGCTL = Program("regctl", REGCLIENT, "v0.11.7", f"{REGCLIENT}/cmd/regctl")


@dataclass(frozen=True)
class Client(ABC):
    """One person's, whose sign-ins and images lie in `folder`; `registry` is HOST:PORT, and speaks plain HTTP."""

    folder: Path
    registry: str

    @abstractmethod
    def login(self, user: str, token: str) -> Said: ...

    @abstractmethod
    def pull(self, image: str) -> Said:
        """HOST/REPOSITORY:TAG, for `push` to find."""

    @abstractmethod
    def push(self, image: str, to: str) -> Said:
        """What was pulled as `image`, to another repository."""

    @property
    def kept(self) -> str:
        return str(self.folder / f"by-{type(self).__name__.lower()}")

    def run(self, *words: str, given: str = "") -> Said:
        told = {
            "HOME": str(self.folder),
            "DOCKER_CONFIG": str(self.folder),
            "REGISTRY_AUTH_FILE": str(self.folder / "auth.json"),
            "REGCTL_CONFIG": str(self.folder / "regctl.json"),
        }
        environment = {**os.environ, **told}
        ended = subprocess.run(
            words, input=given, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        return Said(ended.returncode, ended.stdout, ended.stderr)


class Crane(Client):
    """go-containerregistry, which ko, kaniko, Tekton and others stand on."""

    def login(self, user: str, token: str) -> Said:
        return self._crane("auth", "login", self.registry, "--username", user, "--password-stdin", given=token)

    def pull(self, image: str) -> Said:
        return self._crane("pull", "--format", "oci", image, self.kept)

    def push(self, image: str, to: str) -> Said:
        return self._crane("push", self.kept, to)

    def _crane(self, *words: str, given: str = "") -> Said:
        return self.run(str(CRANE.path()), *words, given=given)


class Podman(Client):
    """containers/image, which buildah, skopeo and CRI-O stand on."""

    def login(self, user: str, token: str) -> Said:
        words = ("login", "--tls-verify=false", "--username", user, "--password-stdin", self.registry)
        return self._podman(*words, given=token)

    def pull(self, image: str) -> Said:
        return self._podman("pull", "--tls-verify=false", image)

    def push(self, image: str, to: str) -> Said:
        return self._podman("push", "--tls-verify=false", image, to)

    def _podman(self, *words: str, given: str = "") -> Said:
        if not (auths := self.folder / "auth.json").exists():
            auths.write_text("{}")  # it fails where one is named and is not there
        images = ("--root", str(self.folder / "images"), "--runroot", str(self.folder / "run"))
        return self.run("podman", *images, "--storage-driver", "vfs", *words, given=given)


class Oras(Client):
    """oras-go, which Helm, Flux, Notation and others stand on."""

    def login(self, user: str, token: str) -> Said:
        words = ("login", "--plain-http", "--username", user, "--password-stdin", self.registry)
        return self._oras(*words, given=token)

    def pull(self, image: str) -> Said:
        return self._oras("copy", "--from-plain-http", image, "--to-oci-layout", f"{self.kept}:kept")

    def push(self, image: str, to: str) -> Said:
        return self._oras("copy", "--from-oci-layout", f"{self.kept}:kept", "--to-plain-http", to)

    def _oras(self, *words: str, given: str = "") -> Said:
        return self.run(str(ORAS.path()), *words, given=given)


class Regctl(Client):
    """regclient."""

    def login(self, user: str, token: str) -> Said:
        return self._regctl("registry", "login", self.registry, "--user", user, "--pass-stdin", given=token)

    def pull(self, image: str) -> Said:
        return self._regctl("image", "copy", image, f"ocidir://{self.kept}:kept")

    def push(self, image: str, to: str) -> Said:
        return self._regctl("image", "copy", f"ocidir://{self.kept}:kept", to)

    def _regctl(self, *words: str, given: str = "") -> Said:
        config = self.folder / "regctl.json"
        if not config.exists():
            config.write_text(json.dumps({"hosts": {self.registry: {"tls": "disabled"}}}))
        return self.run(str(REGCTL.path()), *words, given=given)
