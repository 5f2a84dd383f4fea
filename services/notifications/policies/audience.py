"""Whom a notice is meant for, in words that outlast who that is: `holder:ID`, `users:acme/db`, `publisher:acme:team`.

`account:ID` · `holder:ID` (the account, or all members of the organisation) · `payer:ID` (the account, or owners and
billing members) · `owners:SLUG` (of an organisation) · `users:PUBLISHER/REPOSITORY` (who holds an entitlement to it) ·
`publisher:SLUG:team|money|desk` · `staff:ROLE` · `but:ID` (not this account, which did it itself).
"""

from dataclasses import dataclass

PAYERS = ("owner", "billing")
OF_A_PUBLISHER = {"team": ("owner", "editor"), "money": PAYERS, "desk": ("owner", "support")}
KINDS = ("account", "holder", "payer", "owners", "users", "publisher", "staff", "but")


@dataclass(frozen=True)
class Audience:
    kind: str  # one of KINDS
    of: str  # id of an account or a holder, a repository, a publisher's slug, a role of the staff
    roles: tuple[str, ...] = ()  # in the organisation `of`; empty: all of it


def parse(text: str) -> Audience:
    """Raises ValueError where it is no audience."""
    kind, _, of = text.partition(":")
    if kind == "publisher":
        of, _, part = of.partition(":")
        if part not in OF_A_PUBLISHER:
            raise ValueError(text)
        return Audience(kind, of, OF_A_PUBLISHER[part])
    if kind not in KINDS or not of:
        raise ValueError(text)
    return Audience(kind, of, {"payer": PAYERS, "owners": ("owner",)}.get(kind, ()))


def account(id: str) -> str:
    return f"account:{id}"


def holder(id: str) -> str:
    return f"holder:{id}"


def payer(id: str) -> str:
    return f"payer:{id}"


def owners(slug: str) -> str:
    return f"owners:{slug}"


def users(repository: str) -> str:
    return f"users:{repository}"


def publisher(slug: str, part: str) -> str:
    """`part`: team | money | desk."""
    return f"publisher:{slug}:{part}"


def staff(role: str) -> str:
    return f"staff:{role}"


def but(actor: str) -> tuple[str, ...]:
    """Nobody is told of what they did themselves; what a policy did, nobody did."""
    return () if not actor or ":" in actor else (f"but:{actor}",)


def owner(meant: Audience, *, is_organization: bool) -> str:
    """Whose webhooks hear of it, `organization:acme`; empty: nobody's. `users` are asked for one by one, as holders."""
    match meant.kind:
        case "account":
            return f"account:{meant.of}"
        case "holder" | "payer":
            return f"organization:{meant.of}" if is_organization else f"account:{meant.of}"
        case "owners":
            return f"organization:{meant.of}"
        case "publisher":
            return f"publisher:{meant.of}"
        case _:
            return ""
