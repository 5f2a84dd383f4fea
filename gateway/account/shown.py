"""What several of the account's views show in the same way."""

from gateway.views.accounts import Membership

SHOWN_ONCE = "This request was answered before, and a token is shown once. Revoke this one and make another."


def membership(of: Membership) -> dict[str, str]:
    return {"slug": of.slug, "name": of.name, "role": of.role}
