"""What was measured of an image, in a few words beside a check that passed: reports say it in English, pages in the
reader's language. What an image says of itself is told as it stands there, and is none of these."""

from vocabulary import sentences
from vocabulary.findings import Said

FACTS = {
    "none": "none",
    "first-kept": "the first %(kept)s of %(found)s",
    "told-first-kept": "%(what)s; the first %(kept)s of %(found)s",
    # counted: one, or more
    "one-layer": "1 layer",
    "layers": "%(count)s layers",
    "one-account": "1 account",
    "accounts": "%(count)s accounts",
    "one-package": "1 package",
    "packages": "%(count)s packages",
    "one-file": "1 file",
    "files": "%(count)s files",
    "one-service": "1 service",
    "services": "%(count)s services",
    "one-image": "1 image",
    "images": "%(count)s images",
    # an image
    "licence-texts": "%(count)s in /%(folder)s",
    "no-packages": "no packages",
    "files-as-packaged": "%(count)s files are as their packages brought them",
    "stored": "%(size)s stored",
    "secrets-accepted": "%(count)s accepted by the policy, with reasons",
    # what an engine tried
    "took": "%(seconds)s s",
    "work-done": "It did its work and ended.",
    "no-clock": "It has no program that tells the time.",
    "no-other-program": "It has no program to run but its own.",
    "had-ended": "It had ended by itself.",
    "no-health-check": "It has no health check.",
    "no-volume-plugin": "It is no volume plugin.",
    "no-log-plugin": "It is no log plugin.",
    "steps-of-interfaces": "Its interfaces have steps of their own.",
    "no-privilege-asked": "It asks for none.",
    # supply chain
    "signed-in-bundle": "by key %(key)s, as a bundle",
    "signed-in-tag": "by key %(key)s, as a tag",
    "not-signed": "not signed",
    "no-valid-signature": "no valid signature",
    "bill-signed": "%(kind)s, %(count)s packages, signed by its publisher",
    "bill-not-signed": "%(kind)s, %(count)s packages, not signed by a known key",
    "bill-made": "none beside it; made from %(count)s packages that were found",
    "build-level": "SLSA build level %(level)s",
    "build-level-builder": "SLSA build level %(level)s, built by %(builder)s",
    # compose files
    "nothing-of-host": "nothing of the host is asked for",
}
SENTENCES = tuple(FACTS.values())


def fact(code: str, /, **particulars: object) -> Said:
    told = {name: str(value) for name, value in particulars.items()}
    return Said(FACTS[code] % told, code, told)


def counted(things: str, count: int) -> Said:
    """`things` as the table names many of them: layers."""
    return fact(f"one-{things.removesuffix('s')}") if count == 1 else fact(things, count=count)


def recognised(text: str) -> tuple[str, dict[str, str]] | None:
    """The sentence that a text was made of, and its particulars; None for a text that is none of these."""
    return sentences.recognised(text, SENTENCES)
