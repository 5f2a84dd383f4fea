"""Requests with an e-mail address and a password (Basic), and a code in X-OTP where the account asks for one."""

from flask import request

from gateway.auth import here
from gateway.parts import parts


def account_by_basic() -> str:
    """Empty where nothing of this kind is sent; identity judges what is, and counts failed tries."""
    given = request.authorization
    if given is None or given.type != "basic":
        return ""
    code = request.headers.get("X-OTP", "")
    known = parts().rpc.identity.authenticate(given.username or "", given.password or "", here(), code)
    return str(known["account"])
