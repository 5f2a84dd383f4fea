"""Whether a ticket's customer may pull, and why, in the reader's language: support tells it in English."""

import re

from gateway.drawing import day
from gateway.translation import gettext, pgettext

BOUGHT = re.compile(r"(?P<plan>[a-z0-9-]+): (?P<reason>[a-z-]+)(?: until (?P<until>\d{4}-\d\d-\d\d))?")


def why(told: str) -> str:
    """As it was told, where it is none of these."""
    if whole := _without_a_right().get(told):
        return whole
    found = BOUGHT.fullmatch(told)
    if found is None:
        return told
    reason = _reasons().get(found["reason"], found["reason"])
    if found["until"] is not None:
        reason = gettext("%(reason)s until %(day)s", reason=reason, day=day(found["until"]))
    return f"{found['plan']}: {reason}"


def _without_a_right() -> dict[str, str]:
    return {
        "the plan is for everybody": gettext("the plan is for everybody"),
        "the plan is for everybody with an account": gettext("the plan is for everybody with an account"),
        "nothing was bought or accepted": gettext("nothing was bought or accepted"),
    }


def _reasons() -> dict[str, str]:
    """What a right rests on, and why it ended."""
    return {
        "terms-accepted": pgettext("right", "terms accepted"),
        "trial": pgettext("right", "trial"),
        "subscription": pgettext("right", "subscription"),
        "grace": pgettext("right", "not paid yet, access goes on"),
        "order": pgettext("right", "order"),
        "seat": pgettext("right", "seat"),
        "not-paid": pgettext("right", "not paid"),
        "subscription-ended": pgettext("right", "subscription ended"),
        "seat-over": pgettext("right", "seat ended"),
        "plan-switched": pgettext("right", "another plan was chosen"),
        "product-revoked": pgettext("right", "product revoked"),
        "access-changed": pgettext("right", "the plan is offered otherwise"),
    }
