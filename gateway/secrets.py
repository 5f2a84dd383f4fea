"""The gateway's secret, and the keys derived from it, one a purpose."""

import hmac
import os
import secrets
from pathlib import Path

from gateway.settings import Settings


def secret_of(settings: Settings) -> bytes:
    """256 random bits, made at the first start and kept beside the registry's keys."""
    path = settings.keys / "gateway.secret"
    if not path.exists():
        write_once(path, secrets.token_hex(32).encode())
    return path.read_bytes().strip()


def derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, purpose.encode(), "sha256")


def notifications_secret(settings: Settings) -> str:
    """What the registry's notices must carry as `Authorization: Bearer …`; goes into the registry's configuration."""
    return derived(secret_of(settings), "registry-notifications").hex()


def mailroom_secret(settings: Settings) -> str:
    """What the mailroom's letters must carry as `Authorization: Bearer …`."""
    return derived(secret_of(settings), "mailroom").hex()


def write_once(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Whole or not at all, and never over what another process wrote at the same moment."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(beside)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
