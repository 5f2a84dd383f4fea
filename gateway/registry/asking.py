"""What a client asks of the token endpoint, as it was read: a query with Basic credentials, or an OAuth 2 form."""

import binascii
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote_plus

from eventlog.refusal import Invalid, Refused
from vocabulary.access_token import PREFIX

MOST_FIELDS = 128
LONGEST_FORM = 64 * 1024
LONGEST_CLIENT = 40
FORM = "application/x-www-form-urlencoded"
GRANTS = ("password", "refresh_token")

Fields = Mapping[str, Sequence[str]]


class Asked(NamedTuple):
    """`offline`: the client would keep a refresh token; `refused`: why it could not be read."""

    scope: Sequence[str] = ()
    service: Sequence[str] = ()
    user: str = ""
    password: str = ""
    refresh: str = ""
    client: str = ""
    offline: bool = False
    form: bool = False
    refused: Refused | None = None

    @property
    def by_token(self) -> bool:
        """Whether an access token stands for name and password."""
        return self.password.startswith(PREFIX)

    @property
    def asks_identity(self) -> bool:
        """For the account that a password belongs to, or for a refresh token."""
        return bool(self.password) and (self.offline or not self.by_token)


def of_query(query: str, authorization: str) -> Asked:
    """GET: `scope` may be there several times; any name with an access token, or an address with its password."""
    try:
        fields = _fields(query)
        user, password = basic(authorization)
    except Refused as refused:
        return Asked(refused=refused)
    offline = _first(fields, "offline_token") == "true"
    client = _client(fields)
    return Asked(
        fields.get("scope", ()), fields.get("service", ()), user, password, "", client, offline and client != ""
    )


def of_form(kind: str, body: bytes) -> Asked:
    """POST: `grant_type` password or refresh_token, one `scope` with all that is asked, apart by spaces."""
    try:
        return _form(kind, body)
    except Refused as refused:
        return Asked(form=True, refused=refused)


def _form(kind: str, body: bytes) -> Asked:
    if kind.partition(";")[0].strip().lower() != FORM:
        raise Invalid("content-type-not-supported", FORM)
    fields = _fields(body.decode("latin-1"))
    grant, client = _first(fields, "grant_type"), _client(fields)
    if grant not in GRANTS:
        raise Invalid("grant-not-supported", " or ".join(GRANTS))
    for name in ("service", "client_id", "refresh_token" if grant == "refresh_token" else "password"):
        if not _first(fields, name):
            raise Invalid("malformed-request", name)
    secret = _first(fields, "refresh_token" if grant == "refresh_token" else "password")
    user, offline = _first(fields, "username"), _first(fields, "access_type") == "offline"
    password, refresh = ("", secret) if grant == "refresh_token" else (secret, "")
    return Asked(fields.get("scope", ()), fields["service"], user, password, refresh, client, offline, form=True)


def basic(authorization: str) -> tuple[str, str]:
    """RFC 7617, nothing where there is no header; refused as `credentials-malformed`."""
    if not authorization:
        return "", ""
    scheme, _, encoded = authorization.partition(" ")
    try:
        user, colon, password = binascii.a2b_base64(encoded.strip(), strict_mode=True).decode().partition(":")
    except (binascii.Error, ValueError) as problem:
        raise Invalid("credentials-malformed") from problem
    if scheme.lower() != "basic" or not colon or not password or "\x00" in user + password:
        raise Invalid("credentials-malformed")
    return user, password


def _fields(text: str) -> Fields:
    """What `parse_qs` makes of it, which spends most of its time on what is nearly never there."""
    parts = text.split("&")
    if len(parts) > MOST_FIELDS:
        raise Invalid("malformed-request")
    found: dict[str, list[str]] = {}
    for part in parts:
        name, _, value = part.partition("=")
        if value:
            found.setdefault(_decoded(name), []).append(_decoded(value))
    return found


def _decoded(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text


def _first(fields: Fields, name: str) -> str:
    return fields[name][0] if name in fields else ""


def _client(fields: Fields) -> str:
    named = _first(fields, "client_id").strip()
    return named[:LONGEST_CLIENT] if named.isprintable() else ""
