"""What notifications are told from outside: the store's address and folder, where mail goes, and where webhooks may."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings


@dataclass(frozen=True)
class Settings:
    data: Path
    url: str  # of the store, as people reach it
    mail: str  # smtp://…, smtps://… or file:FOLDER
    sender: str
    inside: bool = False  # webhooks may go to addresses of the store's own network
    returns: bool = False  # somebody listens for letters that come back

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        url = environment.get("CHANDLERY_URL") or f"http://localhost:{environment.get('CHANDLERY_PORT') or 8000}"
        inside = environment.get("CHANDLERY_WEBHOOKS_INSIDE") or "0"
        if inside not in ("0", "1"):
            raise BadSettings([f"CHANDLERY_WEBHOOKS_INSIDE: “{inside}” is neither 0 nor 1"])
        return cls(
            data=Path(environment.get("CHANDLERY_DATA") or "./data"),
            url=url.rstrip("/"),
            mail=environment.get("CHANDLERY_MAIL") or f"file:{environment.get('CHANDLERY_DATA') or './data'}/mail",
            sender=environment.get("CHANDLERY_MAIL_FROM") or f"store@{urlsplit(url).hostname or 'localhost'}",
            inside=inside == "1",
            returns=bool(environment.get("CHANDLERY_MAILROOM")),
        )
