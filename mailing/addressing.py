"""Addresses of the store's own, and what stands behind a `+` in them (RFC 5233)."""

RETURNS = "bounce"


def returns_at(sender: str) -> str:
    """bounce@store.example, to which letters of `sender` come back that could not be delivered."""
    return f"{RETURNS}@{sender.rpartition('@')[2].rstrip('>').strip()}"


def tagged(address: str, tag: str) -> str:
    """support+TAG@store.example"""
    name, _, domain = address.rpartition("@")
    return f"{name}+{tag}@{domain}"


def tag_in(address: str, given: str) -> str | None:
    """Of an address that is ours, with a tag or (empty) without one; None for somebody else's."""
    name, _, domain = address.lower().rpartition("@")
    local, _, at = given.lower().rpartition("@")
    before, plus, tag = local.partition("+")
    if at != domain or (local if "+" in name else before) != name:
        return None
    return tag if plus and "+" not in name else ""
