"""A plugin on an engine: installed, enabled, used as what it says it is, disabled, upgraded and removed."""

import io
import json
import tarfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import requests
from docker.errors import APIError, DockerException

from services.certification.adapters.engine.relay import Offer, offered
from services.certification.adapters.engine.rootfs import rootfs_of
from services.certification.ports import Source, SourceAway, SourceImage, Unreadable
from services.certification.scan.documents import as_specified
from services.certification.scan.observed import Step
from vocabulary import elf
from vocabulary.findings import Said, said

ENABLES = 30  # seconds
NOBODY = urlsafe_b64encode(b"{}").decode()
SAID = "chandlery wrote this line"
KEPT = b"chandlery keeps this\n"
PLACE = "/volume"
NO_NETWORK: Mapping[str, Any] = {"network_mode": "none", "mem_limit": "256m", "pids_limit": 64}


class PluginTrial:
    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = f"{name}:try"
        self._probe = f"{name}-probe:try"
        self._types: list[str] = []
        self._installs = Step("installs", False)
        self._offer = Offer()

    @contextmanager
    def loaded(self, source: Source, image: SourceImage) -> Iterator[None]:
        """It is installed, and gone afterwards with everything made for it."""
        self._types = _types(image.config)
        try:
            self._installs = self._tried("installs", lambda: self._create(source, image))
            with offered(source, image) as self._offer:
                yield
        finally:
            self._clear()

    def steps(self) -> Iterator[Step]:
        yield self._installs
        if not self._installs.done:
            return
        plugin = self._client.plugins.get(self._name)
        enabled = self._tried("enables", lambda: plugin.enable(timeout=ENABLES))
        yield enabled
        if enabled.done:
            yield from self._used()
            yield self._tried("disables", plugin.disable)
        yield self._upgraded()
        yield self._tried("removes", lambda: plugin.remove(force=True))

    def _upgraded(self) -> Step:
        """An engine on another machine never comes for what is offered on this one: that is nothing of the plugin's."""
        step = self._tried("upgrades", self._upgrade)
        if step.done or self._offer.asked:
            return step
        return replace(step, tried=False, told=said("engine-elsewhere"))

    def _used(self) -> Iterator[Step]:
        if "volumedriver" in self._types:
            yield self._tried("volume", self._keep_a_file)
        if "logdriver" in self._types:
            yield self._tried("log", self._log_a_line)
        if others := [kind for kind in self._types if kind not in ("volumedriver", "logdriver")]:
            # The engine asks each interface by Plugin.Activate, and enables none that does not answer.
            yield Step("handshake", True, told=", ".join(others))

    def _create(self, source: Source, image: SourceImage) -> None:
        api = self._client.api
        address = f"{api.base_url}/v{api.api_version}/plugins/create"
        headers = {"Content-Type": "application/x-tar"}
        _must_be_good(api.post(address, params={"name": self._name}, data=rootfs_of(source, image), headers=headers))

    def _upgrade(self) -> None:
        api = self._client.api
        headers = {"X-Registry-Auth": NOBODY, "Content-Type": "application/json"}
        base, params = f"{api.base_url}/v{api.api_version}/plugins", {"remote": self._offer.reference}
        wanted = api.get(f"{base}/privileges", params=params, headers=headers)
        _must_be_good(wanted)
        upgraded = api.post(f"{base}/{self._name}/upgrade", params=params, headers=headers, json=wanted.json())
        _must_be_good(upgraded)
        for line in upgraded.text.splitlines():
            if problem := json.loads(line).get("error"):
                raise DockerException(problem)

    def _keep_a_file(self) -> None:
        """Written through one container, read back through another, and the volume is removed."""
        volume = self._client.volumes.create(self._volume, driver=self._name)
        try:
            with self._container(volumes={self._volume: {"bind": PLACE, "mode": "rw"}}) as first:
                first.put_archive(PLACE, _packed("kept", KEPT))
            with self._container(volumes={self._volume: {"bind": PLACE, "mode": "rw"}}) as second:
                found = _unpacked(b"".join(second.get_archive(f"{PLACE}/kept")[0]))
        finally:
            volume.remove(force=True)
        if found != KEPT:
            raise DockerException(said("not-read-back"))

    def _log_a_line(self) -> None:
        with self._container(log_config={"type": self._name, "config": {}}) as container:
            container.start()
            container.wait(timeout=ENABLES)
            until = time.monotonic() + 5  # it may write behind
            while SAID not in (logged := container.logs().decode(errors="replace")):
                if time.monotonic() > until:
                    raise DockerException(said("not-given-back", said=logged[:100]))
                time.sleep(0.2)

    @contextmanager
    def _container(self, **more: Any) -> Iterator[Any]:
        self._load_probe()
        container = self._client.containers.create(self._probe, ["/say"], **NO_NETWORK, **more)
        try:
            yield container
        finally:
            container.remove(force=True)

    def _load_probe(self) -> None:
        """A program that says one line, made for the engine's own architecture."""
        if self._client.images.list(name=self._probe):
            return
        architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(str(self._client.info()["Architecture"]), "amd64")
        packed = _packed("say", elf.program(architecture, f"{SAID}\n"), 0o755)
        repository, _, tag = self._probe.partition(":")
        self._client.api.import_image_from_data(packed, repository=repository, tag=tag)

    @property
    def _volume(self) -> str:
        return self._name.replace("/", "-").replace(":", "-")

    def _tried(self, name: str, what: Callable[[], object]) -> Step:
        began = time.monotonic()
        try:
            what()
        except (SourceAway, Unreadable):
            raise
        except (DockerException, requests.RequestException, KeyError, ValueError) as wrong:
            return Step(name, False, time.monotonic() - began, _told(wrong))
        return Step(name, True, time.monotonic() - began)

    def _clear(self) -> None:
        with suppress(DockerException):
            self._client.volumes.get(self._volume).remove(force=True)
        with suppress(DockerException):
            plugin = self._client.plugins.get(self._name)
            with suppress(DockerException):
                plugin.disable(force=True)
            plugin.remove(force=True)
        with suppress(DockerException):
            self._client.images.remove(self._probe, force=True)


def _types(config: bytes) -> list[str]:
    """`volumedriver` of docker.volumedriver/1.0."""
    told = as_specified(json.loads(config)).get("interface", {}).get("types", [])
    return [str(kind).partition("/")[0].rpartition(".")[2].lower() for kind in told]


def _told(wrong: Exception) -> str:
    """Our own sentence, or the first line of the engine's words."""
    ours = next((each for each in wrong.args if isinstance(each, Said)), None)
    theirs = getattr(wrong, "explanation", None) or wrong
    return ours or str(theirs).strip().partition("\n")[0][:300]


def _must_be_good(answer: requests.Response) -> None:
    if answer.ok:
        return
    try:
        told = str(answer.json().get("message", answer.text))
    except ValueError:
        told = answer.text
    raise APIError(told, answer, told)


def _packed(name: str, content: bytes, mode: int = 0o644) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), mode
        archive.addfile(entry, io.BytesIO(content))
    return written.getvalue()


def _unpacked(content: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        found = archive.extractfile(archive.next() or tarfile.TarInfo())
        return found.read() if found else b""
