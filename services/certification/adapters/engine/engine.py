"""One engine: which it is, and what it showed of an image."""

import time
import uuid
from collections.abc import Callable
from contextlib import suppress

import docker
import requests
from docker.errors import DockerException

from services.certification.adapters.engine.container import ContainerTrial
from services.certification.adapters.engine.plugin import PluginTrial
from services.certification.ports import Source, SourceAway, SourceImage, Unreadable
from services.certification.scan.observed import Step, Tried
from vocabulary.findings import said

TIMEOUT = 120  # seconds that one call of the engine's may take
LEFT = 3600  # seconds after which what a killed trial left behind is cleared away
OURS = "chandlery-certify"


class Engine:
    """Every name that it makes begins with `OURS` and the time, so that nothing of anybody else is ever touched."""

    def __init__(self, client: "docker.DockerClient") -> None:
        self._client = client

    def try_image(
        self,
        source: Source,
        image: SourceImage,
        kind: str,
        progress: Callable[[str], None] = lambda step: None,
    ) -> Tried:
        """What came of each step; a step that is missing was not tried. Raises SourceAway and Unreadable."""
        try:
            version = str(self._client.version()["Version"])
        except (DockerException, requests.RequestException, KeyError) as wrong:
            return Tried("", problem=said("engine-away", why=_first_line(wrong)))
        steps: dict[str, Step] = {}
        try:
            self._clear_left()
            name = f"{OURS}/{int(time.time())}-{uuid.uuid4().hex[:8]}"
            trial = (PluginTrial if kind == "plugin" else ContainerTrial)(self._client, name)
            with trial.loaded(source, image):
                for step in trial.steps():
                    steps[step.name] = step
                    progress(step.name)
        except (SourceAway, Unreadable):
            raise
        except (DockerException, requests.RequestException) as wrong:
            return Tried(version, steps, problem=_first_line(wrong))
        return Tried(version, steps)

    def close(self) -> None:
        self._client.close()

    def _clear_left(self) -> None:
        """Of trials whose process was killed."""
        for image in self._client.images.list():
            for tag in image.tags:
                if _is_left(tag):
                    for container in self._client.containers.list(all=True, filters={"ancestor": tag}):
                        container.remove(force=True, v=True)
                    self._client.images.remove(tag, force=True)
        for plugin in self._client.plugins.list():
            if _is_left(plugin.name):
                with suppress(DockerException):
                    plugin.disable(force=True)
                plugin.remove(force=True)


def engine_at(address: str) -> Engine:
    """`address` as DOCKER_HOST names it: unix:///var/run/docker.sock, tcp://10.0.0.7:2376."""
    return Engine(docker.DockerClient(base_url=address, timeout=TIMEOUT, version="1.40"))


def _is_left(name: str) -> bool:
    made = name.removeprefix(f"{OURS}/").partition("-")[0]
    return name.startswith(f"{OURS}/") and made.isdecimal() and time.time() - int(made) > LEFT


def _first_line(wrong: Exception) -> str:
    told = getattr(wrong, "explanation", None) or str(wrong)
    return str(told).strip().partition("\n")[0][:300]
