"""Certification running on the real kernel beside a log of the catalogue that tests write facts into.

Examinations are children of their own, as ever; here the child is a short program that says what a test wants said.
"""

import itertools
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nameko.rpc import rpc

from eventlog.amqp import EventLog, Logged, Provided
from eventlog.decider import Context, Decider
from eventlog.reading import Reader
from eventlog.schema import registry
from eventlog.testing import Keyring
from services.catalog import events as catalog
from services.certification.adapters.examiner import ChildExaminer, Limits
from services.certification.checks import for_kind
from services.certification.examining.policy import load_policy
from services.certification.service import Certification
from tests.controls import certification as told
from tests.parts.process import PATIENCE
from tests.parts.services import Services, config_in, running

LIMITS = Limits(memory=2 * 1000**3, seconds=20)
SAYS = Path(__file__).parent / "child.py"
PLATFORMS = tuple(catalog.PlatformImage(one.platform, one.digest, 1, 1) for one in told.opened.platforms)
POLICY = load_policy(None, "container")
REQUIRED = [check.id for check in for_kind("container") if POLICY.levels.get(check.id) == "required"]
facts: Decider[Any, None, Any] = Decider("fact", None, lambda fact, _, by: [fact], lambda state, _: state)


class Catalogue(Logged):
    """The catalogue's log on the real kernel; it decides nothing, and says what it is told to say."""

    name = "catalog"
    keys = Provided(lambda config: Keyring())
    log = EventLog()

    @rpc
    def tell(self, stored_as: str, dataversion: int, data: dict[str, Any], command_id: str) -> str:
        fact = registry.load(stored_as, dataversion, data)
        by = Context(command_id, "acme", datetime.now(UTC))
        return str(self.log.execute(facts, command_id, fact, by).position)


def scripted(folder: Path) -> type[Certification]:
    """Certification whose children say what lies in `lines` of the folder."""
    command = (sys.executable, str(SAYS), str(folder))
    examiner = Provided(lambda config: ChildExaminer(1, LIMITS, {}, command))
    return type("Certification", (Certification,), {"examiner": examiner})


@dataclass
class Desk:
    services: Services
    folder: Path
    commands: Iterator[int] = field(default_factory=itertools.count)
    digest: str = told.INDEX  # of the image that was pushed last
    sent: list[str] = field(default_factory=list)

    @property
    def rpc(self) -> Any:
        return self.services.rpc.certification

    def by(self, actor: str, *roles: str, key: str = "") -> dict[str, Any]:
        id = key or f"command-{next(self.commands)}"
        return Context(id, actor, datetime.now(UTC), frozenset(roles), fingerprint=f"request {id}").dump()

    def ada(self, key: str = "") -> dict[str, Any]:
        return self.by(told.ADA, "acme:owner", key=key)

    def ruth(self) -> dict[str, Any]:
        return self.by(told.RUTH, "reviewer")

    def tell(self, *facts: Any) -> str:
        """The position of the last of them."""
        position = ""
        for fact in facts:
            stored_as, dataversion, data = registry.dump(fact)
            position = self.services.rpc.catalog.tell(stored_as, dataversion, data, f"fact-{next(self.commands)}")
        return position

    def sells(self, plan: str = "team", repository: str = "acme/team") -> None:
        """Acme is approved, agreed and helps its customers; its product has a plan, as soon as certification knows."""
        position = self.tell(
            catalog.PublisherApplied("acme", told.ADA, "Acme", "https://acme.example", "", "", ""),
            catalog.PublisherApproved("acme"),
            catalog.AgreementAccepted("acme", "1", "sha256:" + "11" * 32, told.ADA),
            catalog.SupportSet("acme", "We help.", "all day", "help@acme.example", ""),
            catalog.ProductDrafted(told.DATABASE, "acme", "db", "container", external=False),
            catalog.PlanAdded(told.DATABASE, plan, "Team", "", repository, "anyone", None),
        )
        reader = Reader("certification", self.services.config["EVENTLOG"]["views"])
        assert reader.wait_for(position, PATIENCE)
        reader.close()

    def pushes(self, tag: str = "2.1", digest: str = told.INDEX, repository: str = "acme/team") -> None:
        self.digest, media_type = digest, "application/vnd.oci.image.index.v1+json"
        self.tell(catalog.VersionStaged(repository, tag, digest, media_type, "container", PLATFORMS, ""))

    def pushes_another(self) -> None:
        """Another index of the same platforms; no child was started for it yet."""
        (self.folder / "started").unlink(missing_ok=True)
        self.pushes(digest=f"sha256:{next(self.commands):064x}")

    def tidies(self) -> None:
        """What a test left under way is withdrawn, so that the next one has its turn."""
        while self.sent:
            if self.submission(id := self.sent.pop())["state"] == "examining":
                self.rpc.withdraw(id, self.ada())

    def will_say(self, *lines: Mapping[str, Any] | str) -> None:
        """What the next children say; `sleep` waits, `die` ends at once."""
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (self.folder / "lines").write_text(text + "\n")

    def sends_in(self, tag: str = "2.1", key: str = "") -> str:
        sent = ("acme/db", "team", tag, self.digest, "29.1", "")
        self.sent.append(str(self.rpc.open_submission(*sent, self.ada(key=key))["id"]))
        return self.sent[-1]

    def submission(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.rpc.submission(id, self.ruth())
        return found

    def until(self, id: str, *states: str) -> dict[str, Any]:
        """The submission, as soon as it stands so."""
        self.services.until(lambda: self.submission(id)["state"] in states)
        return self.submission(id)


def says(*platforms: str, without: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What a child says of an image that passes: what is required, and a scan a platform."""
    lines: list[dict[str, Any]] = []
    for one in told.opened.platforms:
        if one.platform in platforms:
            lines += [check(name, one.platform, "pass") for name in REQUIRED if name not in without]
            lines.append(scan(one.platform, one.digest))
    return lines


def check(name: str, platform: str, outcome: str, level: str = "required") -> dict[str, Any]:
    named = {"platform": platform, "check": name, "group": "shape", "title": name, "level": level}
    return {"line": "check", **named, "outcome": outcome, "told": "", "findings": []}


def scan(platform: str, digest: str) -> dict[str, Any]:
    return {"line": "scan", "platform": platform, "digest": digest, "packages": [], "found": [], "sbom": "{}"}


DONE = {"line": "done", "tool": "chandlery 0.1.0", "policy": "store sha256:0"}


@contextmanager
def open_desk(folder: Path, service: type | None = None, **environment: str) -> Iterator[Desk]:
    config = config_in(folder, **environment)
    with running(config, Catalogue, service or scripted(folder)) as services:
        yield Desk(services, folder)


__all__ = ["DONE", "Catalogue", "Desk", "check", "open_desk", "says", "scan", "scripted"]
