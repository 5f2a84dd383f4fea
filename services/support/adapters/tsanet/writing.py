"""What is sent to TSANet, within its limits: too long is said before anything is sent, or told in several notes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eventlog.refusal import Invalid
from services.support.adapters.tsanet import answers
from services.support.adapters.tsanet.reading import PRIORITIES, options_of

SUMMARY, TEXT, REASON, NAME, PHONE = 500, 5000, 2000, 191, 50  # characters
MARK = "— ref. {key}"  # under a note of ours: by it we know that it is there already
CUT = "…"


def within(text: str, most: int, what: str) -> str:
    """Raises Invalid where it is longer than TSANet takes."""
    if len(text) > most:
        raise Invalid("tsanet-too-long", f"{what}: {most}")
    return text


def shortened(text: str, most: int) -> str:
    """On one line."""
    return cut(" ".join(text.split()), most)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + CUT


def parts(text: str, most: int) -> Iterator[str]:
    """Cut at the end of a line or a word where there is one."""
    rest = text.strip()
    while len(rest) > most:
        at = max(rest.rfind("\n", most // 2, most), rest.rfind(" ", most // 2, most)) + 1 or most
        yield rest[:at].rstrip()
        rest = rest[at:].lstrip()
    if rest:
        yield rest


def notes_of(key: str, summary: str, text: str, priority: int) -> list[tuple[str, dict[str, Any]]]:
    """Of each note its own mark, and what is sent."""
    pieces = list(parts(text, TEXT - len(mark(key)) - 20)) or [""]
    made = []
    for at, piece in enumerate(pieces, 1):
        own = mark(key if len(pieces) == 1 else f"{key}/{at}")
        title = summary if len(pieces) == 1 else f"{shortened(summary, SUMMARY - 12)} ({at}/{len(pieces)})"
        body = {"summary": shortened(title, SUMMARY), "description": f"{piece}\n\n{own}".strip()}
        made.append((own, {**body, "priority": PRIORITIES.get(priority, "LOW")}))
    return made


def mark(key: str) -> str:
    return MARK.format(key=key)


def unmarked(text: str) -> str:
    """A note's text without our mark."""
    body, _, last = text.rpartition("\n")
    return body.rstrip() if last.startswith(MARK.split("{", maxsplit=1)[0]) else text


def engineer_of(given: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """An address of another domain than the member's is refused there: ours is told instead."""
    email, domain = given.get("email", ""), own["domain"]
    at_home = bool(domain) and email.lower().endswith("@" + domain.lower())
    return {
        "engineerName": shortened(given.get("name", "") or own["name"], NAME),
        "engineerEmail": email if at_home and len(email) <= NAME else own["email"],
        "engineerPhone": shortened(given.get("phone", ""), PHONE),
    }


def filled_in(fields: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The form's own fields with what was answered. Raises Invalid where one is missing or no choice of its own."""
    missing, made = [], []
    for each in fields:
        known = answers.one(answers.Field, each)
        value = str(given.get(str(known["field_id"])) or "").strip()
        options = options_of(known)
        if options and value and value not in options:
            raise Invalid("tsanet-form-incomplete", str(known["label"]))
        if known["required"] and not value:
            missing.append(str(known["label"] or known["field_id"]))
        made.append({**each, "value": value or None})
    if missing:
        raise Invalid("tsanet-form-incomplete", ", ".join(missing))
    return made
