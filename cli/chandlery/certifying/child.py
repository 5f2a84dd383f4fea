"""The store's own child: examines one image of the store's registry and says line by line what came of it.

Reads services.certification.ports.Wanted as JSON and writes a JSON object a line: `check`, `scan` and `problem` for
each platform, then `done`; or `unreadable` or `away`, which end it. Platforms are named as the index names them.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from cli.chandlery.certifying.asked import TOOL, Asked
from cli.chandlery.certifying.observing import Observe, observing
from cli.chandlery.certifying.policies import policies
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.settings import Settings
from services.certification.adapters.sources import Registry
from services.certification.checks import Kind
from services.certification.examining.examine import Terms, examine, named
from services.certification.examining.policy import Policy
from services.certification.examining.report import PlatformReport, Weighed
from services.certification.ports import Source, SourceAway, SourceImage, Unreadable, Wanted
from services.certification.reports.json_ import in_codes
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from services.certification.scan.shape import shape_of

STAGING = "staging/"


def run(asked: TextIO, environ: Mapping[str, str], out: TextIO) -> None:
    told = json.load(asked)
    listed = {name: tuple(told[name]) for name in ("known", "keys") if name in told}
    examine_wanted(Wanted(**told | listed), environ, out)


def examine_wanted(wanted: Wanted, environ: Mapping[str, str], out: TextIO) -> None:
    lines, place = Lines(out), Place(wanted, environ)
    try:
        source = place.source()
        with _how(wanted, source, environ) as (policy, observe):
            terms = Terms(
                tool=TOOL,
                now=datetime.now(UTC),
                policy=policy,
                observe=observe,
                look=lambda _: None,  # the store compares what it keeps of packages, here and whenever advisories come
                known=frozenset(wanted.known),
            )
            report = examine(source, source.images(), terms, lines)
        lines.say("done", tool=TOOL, policy=report.policy)
    except Unreadable as wrong:
        lines.say("unreadable", reason=str(wrong))
    except SourceAway as away:
        lines.say("away", reason=str(away))


@contextmanager
def _how(
    wanted: Wanted, source: Source, environ: Mapping[str, str]
) -> Iterator[tuple[Callable[[Kind], Policy], Observe]]:
    """By the store's policy and engine; where packages alone are wanted, no check is asked and nothing is tried."""
    path = environ.get("CHANDLERY_POLICY")
    policy = policies(Asked("", policy=Path(path) if path else None))
    if not wanted.checked:
        yield lambda kind: replace(policy(kind), levels={}), lambda image, stored, kind: Observed()
        return
    with observing(source, environ.get("CHANDLERY_ENGINE", ""), wanted.keys) as observe:
        yield policy, observe


class Place:
    """Where the image lies in the store's registry, which is opened with the store's own token."""

    def __init__(self, wanted: Wanted, environ: Mapping[str, str]) -> None:
        self._settings = Settings.load(environ)
        self._wanted = wanted
        self._repository = f"{STAGING if wanted.staged else ''}{wanted.repository}"

    def source(self) -> Source:
        api = self._settings.registry_api
        return Registry.of_the_store(
            api, self._repository, self._wanted.digest, lambda name: f"Bearer {self._token(name)}"
        )

    def _token(self, name: str) -> str:
        settings = self._settings
        signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
        return signer.token([Access(name, ("pull",))])


class Lines:
    """Progress of an examination as JSON, a line each."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._platform = {"platform": "", "digest": ""}
        self._shape: Mapping[str, Any] = {}

    def say(self, line: str, **told: Any) -> None:
        self._out.write(json.dumps({"line": line, **told}) + "\n")
        self._out.flush()

    def began(self, image: SourceImage) -> None:
        self._platform = {"platform": named(image), "digest": image.digest}
        self._shape = {}

    def read(self, done: int, of: int) -> None: ...

    def observing(self, image: Image) -> None:
        self._platform["platform"] = image.asked or image.platform
        self._shape = shape_of(image)

    def checked(self, platform: PlatformReport, check: Weighed) -> None:
        told = in_codes(check)
        self.say("check", **self._platform, check=told.pop("id"), **told)

    def finished(self, platform: PlatformReport) -> None:
        if platform.problem:
            self.say("problem", **self._platform, text=platform.problem)
            return
        packages = [asdict(package) for package in platform.packages]
        told = {"own": platform.platform, "tool": TOOL, "shape": self._shape, "sbom": platform.sbom.decode()}
        self.say("scan", **self._platform, **told, packages=packages, found=None)
