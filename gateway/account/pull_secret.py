"""What Kubernetes needs to pull with a token: the command that makes the secret, and the same as a manifest."""

import json
import re
import shlex
from base64 import b64encode
from dataclasses import dataclass

UNFIT = re.compile(r"[^a-z0-9]+")  # in the name of a Kubernetes object
LONGEST = 63


@dataclass(frozen=True)
class PullSecret:
    """`label` is the token's, from which the secret has its name."""

    registry: str
    user: str
    token: str
    label: str

    @property
    def name(self) -> str:
        return f"chandlery-{UNFIT.sub('-', self.label.lower()).strip('-')}"[:LONGEST].rstrip("-")

    @property
    def login(self) -> str:
        return f"docker login {self.registry} --username {shlex.quote(self.user)}"

    @property
    def command(self) -> str:
        given = (("server", self.registry), ("username", self.user), ("password", self.token))
        told = " ".join(f"--docker-{what}={shlex.quote(value)}" for what, value in given)
        return f"kubectl create secret docker-registry {self.name} {told}"

    @property
    def manifest(self) -> str:
        auth = b64encode(f"{self.user}:{self.token}".encode()).decode()
        entry = {"username": self.user, "password": self.token, "auth": auth}
        config = b64encode(json.dumps({"auths": {self.registry: entry}}).encode()).decode()
        lines = (
            "apiVersion: v1",
            "kind: Secret",
            "metadata:",
            f"  name: {self.name}",
            "type: kubernetes.io/dockerconfigjson",
            "data:",
            f"  .dockerconfigjson: {config}",
            "",
        )
        return "\n".join(lines)

    @property
    def link(self) -> str:
        """The manifest as an address that holds it: nothing is asked of the store to download it."""
        return "data:application/yaml;base64," + b64encode(self.manifest.encode()).decode()
