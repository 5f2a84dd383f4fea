"""The second proof at a sign-in: codes that change with the clock (RFC 6238), and words for when their device is gone.

The secret lies under its owner's key, and of the words only what recognises them.
"""

import hmac
import re
from base64 import b32encode, b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Connection, Executable, delete, func, insert, select, update

from eventlog.personal import conceal, reveal
from services.identity.private import recovery_codes, second_factors

SECRET_BYTES = 20  # RFC 4226, section 4, R6
DIGITS, STEP = 6, 30  # seconds; what every app of this kind takes
DRIFT = 1  # steps that a clock may be off, either way
LIFE = timedelta(minutes=30)  # from asking for a secret to showing that an app has it
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUP, GROUPS = 5, 2
ISSUER = "Chandlery"


@dataclass(frozen=True)
class Factor:
    """`step` is the newest that a code was taken of: none is taken twice (RFC 6238, section 5.2)."""

    secret: bytes
    step: int


def address(secret: bytes, email: str) -> str:
    """What an app reads from the picture: otpauth://totp/…"""
    return _codes(secret).get_provisioning_uri(email, ISSUER)


def readable(secret: bytes) -> str:
    """The secret as it is typed into an app: base 32 in groups of four."""
    text = b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def step_of(factor: Factor, code: str, at: datetime) -> int | None:
    """The step that a code is of; None where it is of none near this moment, or of one that was used."""
    typed, now = re.sub(r"\s", "", code), int(at.timestamp()) // STEP
    codes = _codes(factor.secret)
    steps = range(max(factor.step + 1, now - DRIFT), now + DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(codes.generate(step * STEP), typed.encode())]
    return found[0] if found else None


def recovery_code(random: Sequence[int]) -> str:
    """`k7mwp-3xq9d`, of one number below 31 for each letter."""
    letters = [LETTERS[number] for number in random]
    return "-".join("".join(letters[at : at + GROUP]) for at in range(0, GROUP * GROUPS, GROUP))


def recognised(code: str, account: str, secret: bytes) -> str:
    """Of a recovery code, whatever its case and whatever stands between its letters."""
    letters = re.sub(r"[^a-z0-9]", "", code.lower())
    return hmac.digest(secret, f"recovery\0{account}\0{letters}".encode(), "sha256").hex()


def asked(db: Connection, account: str) -> datetime | None:
    return db.scalar(select(second_factors.c.asked).where(second_factors.c.account == account))


def held(db: Connection, account: str, key: bytes | None) -> Factor | None:
    """Nobody else has it until the transaction ends."""
    mine = select(second_factors).where(second_factors.c.account == account).with_for_update()
    row = db.execute(mine).first()
    if row is None or key is None:
        return None
    return Factor(b64decode(str(reveal(row.sealed, key))), row.step)


def ask(db: Connection, account: str, secret: bytes, key: bytes, at: datetime) -> None:
    """Another secret, which counts once a code of it was shown."""
    for statement in forget(account):
        db.execute(statement)
    sealed = conceal(b64encode(secret).decode(), key)
    db.execute(insert(second_factors).values(account=account, sealed=sealed, step=0, asked=at))


def keep_recovery_codes(account: str, recognised: Sequence[str]) -> list[Executable]:
    """Statements for `execute(…, beside=…)`."""
    return [insert(recovery_codes).values(account=account, code=code) for code in recognised]


def take_step(db: Connection, account: str, step: int) -> None:
    """No code of this step or an older one counts from now on."""
    db.execute(update(second_factors).where(second_factors.c.account == account).values(step=step))


def take_recovery_code(db: Connection, account: str, recognised: str) -> bool:
    """Whether it is one that was not used; each is good once."""
    mine = (recovery_codes.c.account == account) & (recovery_codes.c.code == recognised)
    return bool(db.execute(delete(recovery_codes).where(mine)).rowcount)


def recovery_codes_left(db: Connection, account: str) -> int:
    count = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.account == account)
    return db.scalar(count) or 0


def forget(account: str) -> list[Executable]:
    return [
        delete(second_factors).where(second_factors.c.account == account),
        delete(recovery_codes).where(recovery_codes.c.account == account),
    ]


def _codes(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 — what apps can (RFC 6238, section 1.2)
