"""For whom something is got: oneself, or an organisation where one does the buying."""

from dataclasses import dataclass
from datetime import UTC, datetime

from gateway.auth import caller
from gateway.parts import database
from gateway.translation import gettext
from gateway.views import access, accounts

BUYERS = ("owner", "billing")


@dataclass(frozen=True)
class Holder:
    """`slug` is empty for oneself; `id` is what rights are kept under; `buys`: may accept terms for it."""

    id: str
    slug: str
    name: str
    buys: bool = True


def holders() -> list[Holder]:
    """The reader first, then the organisations that they belong to."""
    who = caller().account
    if not who:
        return [Holder("", "", "")]
    belongs = accounts.organizations_of(database(), who)
    mine = Holder(who, "", gettext("Myself"))
    return [mine, *(Holder(one.slug, one.slug, one.name, one.role in BUYERS) for one in belongs)]


def named(slug: str, among: list[Holder]) -> Holder:
    """The holder of this name; oneself where there is none."""
    return next((one for one in among if one.slug == slug), among[0])


def right_through(repository: str, among: list[Holder]) -> tuple[access.Decision, Holder]:
    """Whether the reader may pull, and by whose right; where nobody's opens it, the answer is about their own."""
    now = datetime.now(UTC).timestamp()
    decided = [(access.decide(database(), one.id, repository, now), one) for one in among]
    return next((each for each in decided if each[0].allowed), decided[0])
