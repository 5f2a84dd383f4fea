"""What support is told from outside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings


@dataclass(frozen=True)
class Settings:
    data: Path
    url: str  # of the store, as people reach it
    address: str  # support's own, where letters come in
    mail: str  # where letters go: smtp://…, smtps://… or file:FOLDER
    tsanet: str = ""  # TSANet Connect's address; empty: the store is no member
    tsanet_user: str = ""  # who signs in there, or the id of a client at `tsanet_tokens`
    tsanet_password: str = field(default="", repr=False)
    tsanet_tokens: str = ""  # address of an OAuth 2 token endpoint; empty: TSANet's own sign-in
    tsanet_scope: str = ""
    tsanet_test: bool = False  # cases are opened as tests

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        wrong: list[str] = []
        url = (environment.get("CHANDLERY_URL") or "http://127.0.0.1:8000").rstrip("/")
        settings = cls(
            data=Path(environment.get("CHANDLERY_DATA") or "./data"),
            url=url,
            address=environment.get("CHANDLERY_SUPPORT_MAIL") or f"support@{urlsplit(url).hostname or 'localhost'}",
            mail=environment.get("CHANDLERY_MAIL") or f"file:{environment.get('CHANDLERY_DATA') or './data'}/mail",
            tsanet=(environment.get("CHANDLERY_TSANET") or "").rstrip("/"),
            tsanet_user=environment.get("CHANDLERY_TSANET_USER") or "",
            tsanet_password=environment.get("CHANDLERY_TSANET_PASSWORD") or "",
            tsanet_tokens=environment.get("CHANDLERY_TSANET_TOKENS") or "",
            tsanet_scope=environment.get("CHANDLERY_TSANET_SCOPE") or "",
            tsanet_test=environment.get("CHANDLERY_TSANET_TEST") == "1",
        )
        wrong += settings._wrong_tsanet()
        if wrong:
            raise BadSettings(wrong)
        return settings

    def _wrong_tsanet(self) -> Iterator[str]:
        if not self.tsanet:
            return
        for name, address in (("CHANDLERY_TSANET", self.tsanet), ("CHANDLERY_TSANET_TOKENS", self.tsanet_tokens)):
            read = urlsplit(address)
            if address and (read.scheme not in ("http", "https") or not read.hostname):
                yield f"{name}: “{address}” is not an address such as https://connect2.tsanet.org"
        for name, given in (("USER", self.tsanet_user), ("PASSWORD", self.tsanet_password)):
            if not given:
                yield f"CHANDLERY_TSANET_{name} is missing; CHANDLERY_TSANET needs it beside it"
