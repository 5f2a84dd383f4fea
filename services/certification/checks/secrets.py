"""No secret lies in an image: everybody who pulls it has it, also where a later layer deletes it."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from services.certification.checks.history import arguments
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.scan.image import Image, Leftover
from services.certification.scan.observed import Observed
from vocabulary.facts import fact
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

WITHIN = ("PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "CREDENTIAL", "APIKEY", "ACCESSKEY", "PRIVATEKEY")
WORDS = frozenset({"PASS", "KEY", "KEYS", "ACCESS"})
POINTERS = ("_FILE", "_PATH", "_DIR")  # PASSWORD_FILE says where, not what
NO_SECRET = frozenset({"", "0", "1", "true", "false", "yes", "no", "on", "off", "none"})


def suspicious(name: str) -> bool:
    """Whether an environment variable or a build argument of this name is likely to hold a secret."""
    upper = name.upper()
    if upper.endswith(POINTERS):
        return False
    return any(word in upper.replace("_", "") for word in WITHIN) or not WORDS.isdisjoint(upper.split("_"))


def run(image: Image, observed: Observed) -> Outcome:
    found = [*_in_environment(image), *_in_arguments(image), *_in_layers(image)]
    kept = [finding for name, finding in found if not _accepted(name, observed)]
    accepted = len(found) - len(kept)
    told = fact("secrets-accepted", count=accepted) if accepted else ""
    return fails(*kept, told=told) if kept else passes(told)


def _accepted(name: str, observed: Observed) -> bool:
    return any(fnmatchcase(name, accepted.name.lstrip("/")) for accepted in observed.rules.accepted)


def _in_environment(image: Image) -> Iterator[tuple[str, Finding]]:
    for variable in image.config.env:
        name, _, value = variable.partition("=")
        if suspicious(name) and value.strip().lower() not in NO_SECRET:
            do = remedy("read-from-file", name=name)
            yield name, Finding(f"ENV {name}", said("environment-secret"), do)


def _in_arguments(image: Image) -> Iterator[tuple[str, Finding]]:
    for step, name in arguments(image.config.history):
        if suspicious(name):
            do = remedy("mount-secret")
            yield name, Finding(located("argument-in-step", name=name, step=step), said("argument-kept"), do)


def _in_layers(image: Image) -> Iterator[tuple[str, Finding]]:
    for leftover in image.leftovers:
        where = located("file-in-layer", file=f"/{leftover.path}", layer=leftover.layer + 1)
        yield leftover.path, Finding(where, _what(leftover), _do(leftover))


def _what(leftover: Leftover) -> str:
    if leftover.deleted_in is None:
        return leftover.what
    return said("secret-deleted", what=leftover.what, layer=leftover.deleted_in + 1)


def _do(leftover: Leftover) -> str:
    return remedy("build-without")


CHECK = Check("secrets", "hygiene", run)
