"""Nobody goes by another's name."""

import re

from services.certification.checks.annotations import told
from services.certification.checks.outcome import Check, Finding, Outcome, fails, passes
from services.certification.checks.reference import parse
from services.certification.scan.image import Image
from services.certification.scan.observed import Observed
from vocabulary.findings import said
from vocabulary.places import located
from vocabulary.remedies import remedy

LONGEST = 1000  # characters of a name
WORDS = re.compile(r"[^a-z0-9]+")
FOR = re.compile(r"(?:^|[^a-z0-9])for[^a-z0-9]*$")  # “for Acme” says for what it is, not from whom


def misuses(text: str, name: str) -> bool:
    """Whether a text goes by a name, whatever its case and its separators; after “for” it may stand."""
    said = text[:LONGEST].lower()
    signs = [re.escape(word) for word in WORDS.split(name.lower()) if word]
    found = re.finditer("[^a-z0-9]*".join(signs), said) if signs else ()
    return any(not FOR.search(said[: each.start()]) for each in found)


def run(image: Image, observed: Observed) -> Outcome:
    publisher, texts = _publisher(image), _texts(image)
    findings = [
        Finding(where, said("name-protected", name=name), remedy("name-otherwise", name=name))
        for name, owners in observed.rules.protected.items()
        if publisher not in owners
        for where, text in texts.items()
        if misuses(text, name)
    ]
    return fails(*findings) if findings else passes()


def _publisher(image: Image) -> str:
    named = parse(image.reference)
    return named.repository.removeprefix("staging/").partition("/")[0] if named else ""


def _texts(image: Image) -> dict[str, str]:
    """Where an image names itself or its maker, and what it says there."""
    named = parse(image.reference)
    labels = {located("label", name=key): image.config.labels.get(key, "") for key in ("name", "maintainer")}
    keys = {located("annotation", name=key): told(image, key) for key in ("title", "vendor")}
    repository = {located("repository", name=named.repository): named.repository.rpartition("/")[2]} if named else {}
    return repository | keys | labels


CHECK = Check("protected-names", "identity", run)
