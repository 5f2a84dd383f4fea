"""With what the docker client signs in to registries: its config.json, and the programs that keep its passwords."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Credentials:
    """A name and a password, or the token of an identity alone."""

    user: str = ""
    password: str = ""
    identity_token: str = ""


class DockerCredentials:
    """`folder` holds config.json, `~/.docker` where none is given; a person without one signs in nowhere."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def of(self, host: str) -> Credentials | None:
        """For `registry.example:5000`; raises SourceAway where the program that keeps them fails."""
        raise NotImplementedError
