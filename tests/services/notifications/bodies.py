"""The bodies that docs/webhooks.md shows, as the store writes them: `python -m tests.services.notifications.bodies`."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from services.notifications.events import KINDS, STAFF, NoticeAnnounced, Told
from services.notifications.letters.examples import EXAMPLES
from services.notifications.policies import webhooks

DOCS = Path(__file__).parents[3] / "docs" / "webhooks.md"
STORE = "https://store.example"
HAPPENED = datetime(2026, 11, 30, 7, 29, 58, tzinfo=UTC)
SHOWN = re.compile(r"(?<=<!-- kinds -->\n).*(?=<!-- end of kinds -->)", re.DOTALL)


def body(kind: str) -> str:
    example = next(each for each in EXAMPLES.values() if each.kind == kind)
    told = NoticeAnnounced(
        announcement=f"0198a000-0000-7000-8000-00000000001f.{kind}",
        kind=kind,
        about="0198a000-0000-7000-8000-0000000000db",
        product=example.product,
        link=f"/{example.product}" if example.product else "",
        facts=tuple(Told(name, value) for name, value in example.facts.items()),
        audiences=(),
        happened=HAPPENED,
        at=example.now,
    )
    return webhooks.body(told, STORE)


def shown() -> str:
    parts = []
    for kind in (each for each in KINDS if each.group != STAFF):
        laid_out = json.dumps(json.loads(body(kind.name)), indent=2, ensure_ascii=False)
        parts.append(f"### {kind.name}\n\n```json\n{laid_out}\n```\n")
    return "\n" + "\n".join(parts) + "\n"


if __name__ == "__main__":
    DOCS.write_text(SHOWN.sub(lambda _: shown(), DOCS.read_text()))
