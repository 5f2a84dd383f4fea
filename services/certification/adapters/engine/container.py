"""A container image on an engine: started, listened to, stopped, and started again under harder conditions."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import requests
from docker.errors import APIError, DockerException, NotFound

from services.certification.adapters.engine.archive import archive_of
from services.certification.ports import Source, SourceImage
from services.certification.scan.observed import Step
from vocabulary.facts import fact
from vocabulary.findings import Said, said

STARTS, STOPS, HEALTHY = 30, 60, 60  # seconds
STANDS = 2  # seconds after which what runs counts as started
ANSWERS = 5  # seconds that a small program may take
LOOK = 0.1
KILLED = 137
SAID = 64 * 1024  # bytes of a log that are read
WORD = "chandlery says so"
# No network, no new rights, and bounds that a test host survives whatever the image does.
LIMITS: Mapping[str, Any] = {
    "network_mode": "none",
    "mem_limit": "1g",
    "memswap_limit": "1g",
    "pids_limit": 512,
    "nano_cpus": 1_000_000_000,
    "security_opt": ["no-new-privileges"],
    "log_config": {"type": "json-file", "config": {"max-size": "1m", "max-file": "1"}},
}


class ContainerTrial:
    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = f"{name}:try"

    @contextmanager
    def loaded(self, source: Source, image: SourceImage) -> Iterator[None]:
        """The image is there, and gone afterwards with every container of it."""
        try:
            self._client.images.load(archive_of(source, image, self._name))
            yield
        finally:
            self._clear()

    def steps(self) -> Iterator[Step]:
        health = self._client.images.get(self._name).attrs.get("Config", {}).get("Healthcheck") or {}
        container = self._created()
        started = self._started(container)
        yield started
        if not started.done:
            return
        if health.get("Test") and health["Test"] != ["NONE"]:
            yield self._healthy(container)
        yield _said(container)
        yield _stopped(container)
        container.remove(force=True)
        yield self._utc()
        yield self._own_command()
        yield self._again("read-only-root", read_only=True, tmpfs={"/tmp": "", "/run": "", "/var/run": ""})  # noqa: S108
        yield self._again("no-privileged", cap_drop=["ALL"])

    def _created(self, command: Any = None, **more: Any) -> Any:
        return self._client.containers.create(self._name, command, **{**LIMITS, **more})

    def _started(self, container: Any, name: str = "starts") -> Step:
        """It runs and goes on running for a moment, or has done its work and ended well."""
        began = time.monotonic()
        try:
            container.start()
        except APIError as wrong:
            return Step(name, False, time.monotonic() - began, _explained(wrong))
        runs = time.monotonic()  # a busy engine takes its time to get here, and the image has had none of it
        while time.monotonic() - runs < STARTS:
            container.reload()
            state = container.attrs["State"]
            if state["Status"] == "exited":
                code = state["ExitCode"]
                told = fact("work-done") if code == 0 else _ended(container, code)
                return Step(name, code == 0, time.monotonic() - began, told)
            if state["Running"] and time.monotonic() - runs > STANDS:
                return Step(name, True, time.monotonic() - began)
            time.sleep(LOOK)
        return Step(name, False, time.monotonic() - began, said("not-running", seconds=STARTS))

    def _healthy(self, container: Any) -> Step:
        began = time.monotonic()
        health: Mapping[str, Any] = {}
        while time.monotonic() - began < HEALTHY:
            container.reload()
            health = container.attrs["State"].get("Health") or {}
            if health.get("Status") == "healthy":
                return Step("healthy", True, time.monotonic() - began)
            if health.get("Status") == "unhealthy" or container.status == "exited":
                break
            time.sleep(LOOK)
        log = health.get("Log") or [{}]
        told = str(log[-1].get("Output", "")).strip()[:300] or said("not-healthy", seconds=HEALTHY)
        return Step("healthy", False, time.monotonic() - began, told)

    def _utc(self) -> Step:
        """As an image's own `date` says; an image without one has no clock that could be another."""
        told = self._output(["+%Z"], entrypoint="date")
        if told is None:
            return Step("utc", True, told=fact("no-clock"))
        return Step("utc", told in ("UTC", "Universal", "GMT"), told=told[:60])

    def _own_command(self) -> Step:
        """A command of the customer's own runs in place of the image's, where the image has `echo`."""
        told = self._output(["echo", WORD])
        if told is not None and WORD in told:
            return Step("own-command", True)
        if self._output([WORD], entrypoint="echo") is None:
            return Step("own-command", True, told=fact("no-other-program"))
        return Step("own-command", False, told=(told or "").strip()[:200])

    def _output(self, command: list[str], **more: Any) -> str | None:
        """What it prints, ended or not; None where it could not be started."""
        container = self._created(command, **more)
        try:
            container.start()
            with suppress(requests.RequestException):
                container.wait(timeout=ANSWERS)
            return str(container.logs(tail=20)[:SAID].decode(errors="replace")).strip()
        except DockerException:
            return None
        finally:
            with suppress(NotFound):
                container.remove(force=True)

    def _again(self, name: str, **more: Any) -> Step:
        container = self._created(**more)
        try:
            return self._started(container, name)
        finally:
            container.remove(force=True)

    def _clear(self) -> None:
        with suppress(DockerException):
            for container in self._client.containers.list(all=True, filters={"ancestor": self._name}):
                container.remove(force=True, v=True)
            self._client.images.remove(self._name, force=True)


def _said(container: Any) -> Step:
    lines = container.logs(tail=50)[:SAID].decode(errors="replace").strip().splitlines()
    return Step("logs-to-stdout", bool(lines), told=lines[-1][:200] if lines else "")


def _stopped(container: Any) -> Step:
    began = time.monotonic()
    container.reload()
    if container.status == "exited":
        return Step("stops", True, told=fact("had-ended"))
    container.stop(timeout=STOPS)
    seconds = time.monotonic() - began
    container.reload()
    killed = container.attrs["State"]["ExitCode"] == KILLED
    return Step("stops", not killed, seconds, said("had-to-be-killed", seconds=STOPS) if killed else "")


def _ended(container: Any, code: int) -> Said:
    lines = container.logs(tail=1)[:SAID].decode(errors="replace").strip().splitlines()
    return said("ended-saying", code=code, words=lines[-1][:200]) if lines else said("ended-silent", code=code)


def _explained(wrong: APIError) -> str:
    return str(wrong.explanation or wrong).strip().partition("\n")[0][:300]
