"""What stands around every page about submissions: words for states, outcomes and what happened."""

from collections.abc import Mapping
from typing import Any

from gateway.certification import shown
from gateway.certification.advised import advised
from gateway.certification.api import certification, context
from gateway.certification.worded import in_words, placed, titled, worded
from gateway.parts import database
from gateway.translation import gettext
from gateway.views import listings
from gateway.views.listings import Product

__all__ = ["certification", "context", "name_of", "product_of", "words"]


def words() -> dict[str, Any]:
    """For every template that imports certification/marks.html."""
    return {
        "flags": shown.STATES,
        "advised": advised,
        "titled": titled,
        "worded": worded,
        "in_words": in_words,
        "placed": placed,
        "state_words": shown.state_words(),
        "outcome_words": shown.outcome_words(),
        "level_words": shown.level_words(),
        "severity_words": shown.severity_words(),
        "happened": happened(),
        "prerequisite_words": prerequisites(),
    }


def product_of(told: Mapping[str, Any]) -> Product | None:
    """The product that a submission is about, a draft too; None where it is gone."""
    return listings.drafted(database(), told["product"])


def name_of(told: Mapping[str, Any]) -> str:
    product = product_of(told)
    return product.name if product else str(told["product"])


def happened() -> dict[str, str]:
    """What became of a submission, by the kinds of its timeline."""
    return {
        "opened": gettext("Sent in"),
        "examination-began": gettext("Checks began"),
        "examination-finished": gettext("Checks done"),
        "examination-failed": gettext("It could not be examined"),
        "platform-unexamined": gettext("A platform could not be examined"),
        "assigned": gettext("A reviewer took it"),
        "asked": gettext("The reviewer asks"),
        "answered": gettext("The publisher answers"),
        "waived": gettext("A check was waived"),
        "accepted": gettext("Certified"),
        "rejected": gettext("Rejected"),
        "withdrawn": gettext("Withdrawn"),
    }


def prerequisites() -> dict[str, str]:
    return {
        "publisher": gettext("Publisher approved"),
        "agreement": gettext("Agreement accepted"),
        "support": gettext("Support offering set"),
        "exchange": gettext("Tickets can be handed over"),
        "engine": gettext("Tested on a certified engine"),
        "infrastructure": gettext("Tested on a certified infrastructure"),
    }
