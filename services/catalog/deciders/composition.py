"""The compose files of a plan: released under a version that never changes, and withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from eventlog.decider import Context, Decider
from eventlog.refusal import Conflicting, Invalid, Missing
from services.catalog.deciders.composing import Judgement
from services.catalog.deciders.pushing import HIDDEN
from services.catalog.deciders.releasing import NOTES
from services.catalog.events import ComposeFileReleased, ComposeFileWithdrawn
from vocabulary.digest import Digest
from vocabulary.image_reference import is_tag
from vocabulary.newest import rank

REASON, MOVING, SHOWN = 1_000, "latest", 10


@dataclass(frozen=True)
class ReleaseComposeFile:
    """With what was judged of its text at this moment; `publisher` is the product's now."""

    publisher: str
    product: str
    plan: str
    kind: str
    repository: str
    version: str
    text: str
    notes: str
    judged: Judgement


@dataclass(frozen=True)
class WithdrawComposeFile:
    publisher: str
    version: str
    reason: str


Command: TypeAlias = ReleaseComposeFile | WithdrawComposeFile
Event: TypeAlias = ComposeFileReleased | ComposeFileWithdrawn


@dataclass(frozen=True)
class Composition:
    """By version: `files`, and why those that nobody gets any more were `withdrawn`."""

    files: Mapping[str, ComposeFileReleased] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)

    def offered(self) -> list[ComposeFileReleased]:
        """What customers get, the newest version first."""
        files = [one for version, one in self.files.items() if version not in self.withdrawn]
        return sorted(files, key=lambda one: (rank(one.version), one.at), reverse=True)

    def released(self, plan: str, product: str) -> bool:
        return any((one.product, one.plan) == (product, plan) for one in self.offered())


def decide(command: Command, state: Composition, by: Context) -> list[Event]:
    by.must_act_for(command.publisher, "owner", "editor")
    match command:
        case ReleaseComposeFile():
            return _release(command, state, by)
        case WithdrawComposeFile():
            return _withdraw(command, state)


def checked(command: ReleaseComposeFile) -> str:
    """The digest of its text, where it may be offered at all; raises Invalid or Conflicting."""
    if command.kind != "compose":
        raise Conflicting("not-a-compose-product", command.kind)
    if not is_tag(command.version) or command.version.startswith(HIDDEN) or command.version == MOVING:
        raise Invalid("compose-version-invalid", command.version[:80])
    if len(command.notes) > NOTES:
        raise Invalid("notes-too-long", f"at most {NOTES} characters")
    if wrong := command.judged.wrong:
        lines = [f"{one.where}: {one.what}. {one.do}." for one in wrong[:SHOWN]]
        raise Invalid("compose-file-wrong", " ".join(lines)[:2_000])
    return str(Digest.of(command.text.encode()))


def _release(command: ReleaseComposeFile, state: Composition, by: Context) -> list[Event]:
    digest, known = checked(command), state.files.get(command.version)
    if known is not None and known.digest != digest:
        raise Conflicting("compose-version-released", command.version)
    if command.version in state.withdrawn:
        raise Conflicting("compose-version-withdrawn", command.version)
    if known is not None:
        return []
    return [
        ComposeFileReleased(
            product=command.product,
            plan=command.plan,
            repository=command.repository,
            version=command.version,
            digest=digest,
            text=command.text,
            images=command.judged.images,
            remarks=command.judged.remarks,
            notes=command.notes,
            at=by.at,
        )
    ]


def _withdraw(command: WithdrawComposeFile, state: Composition) -> list[Event]:
    known = state.files.get(command.version)
    if known is None:
        raise Missing("no-such-version", command.version[:80])
    if not command.reason.strip() or len(command.reason) > REASON:
        raise Invalid("reasons-missing", f"1 to {REASON} characters")
    if command.version in state.withdrawn:
        return []
    named = (known.product, known.plan, known.repository, known.version, known.digest)
    return [ComposeFileWithdrawn(*named, command.reason)]


def evolve(state: Composition, event: Event) -> Composition:
    match event:
        case ComposeFileReleased(version=version):
            return replace(state, files={**state.files, version: event})
        case ComposeFileWithdrawn(version=version, reason=reason):
            return replace(state, withdrawn={**state.withdrawn, version: reason})


def told(state: Composition) -> list[dict[str, Any]]:
    """Every version as its publisher reads it, the last released first."""
    files = sorted(state.files.values(), key=lambda one: one.at, reverse=True)
    return [
        {
            "version": one.version,
            "digest": one.digest,
            "text": one.text,
            "images": [vars(image) for image in one.images],
            "remarks": [vars(remark) for remark in one.remarks],
            "notes": one.notes,
            "released": one.at.isoformat(),
            "withdrawn": state.withdrawn.get(one.version),
        }
        for one in files
    ]


composition: Decider[Command, Composition, Event] = Decider("composition", Composition(), decide, evolve)
