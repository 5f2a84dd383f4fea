"""What several of the account's views show in the same way."""

from collections.abc import Sequence

from gateway.parts import parts
from gateway.views.accounts import Membership
from gateway.views.tables import rfc3339

SHOWN_ONCE = "This request was answered before, and a token is shown once. Revoke this one and make another."


def membership(of: Membership) -> dict[str, str]:
    return {"slug": of.slug, "name": of.name, "role": of.role}


def last_used(names: Sequence[str]) -> dict[str, str]:
    """When tokens, robots and refresh tokens were last used, by id; those that never were are not among them."""
    return {name: rfc3339(use.at) for name, use in parts().uses.last(names).items()}
