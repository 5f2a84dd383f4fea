"""The store's own address for support, and what stands behind a `+` in it (RFC 5233)."""


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
