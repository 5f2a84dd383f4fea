"""Where a page leads once it is done: only ever to an address inside this store."""

import re

LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\\]{0,1999}")


def local(address: str | None, otherwise: str = "/") -> str:
    """`address` where it is a path of ours, else `otherwise`: no link may send people from our sign-in elsewhere."""
    return address if address and LOCAL.fullmatch(address) else otherwise
