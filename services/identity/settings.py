"""What identity is told from outside: the store's address and folder, where mail goes, and the first operator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings
from vocabulary.email_address import EmailAddress

SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class Settings:
    url: str  # without a slash at its end
    mail: str  # smtp://…, smtps://… or file:FOLDER
    sender: str
    admin_email: str  # empty: no first operator is made
    admin_password: str
    data: Path
    provider: str = ""  # the issuer of an OpenID Connect provider; empty: passwords alone sign in
    provider_client: str = ""
    provider_secret: str = ""

    @classmethod
    def load(cls, environment: Mapping[str, str]) -> "Settings":
        """From `CHANDLERY_…`; raises BadSettings with a line for each bad value."""
        url = environment.get("CHANDLERY_URL") or f"http://localhost:{environment.get('CHANDLERY_PORT') or 8000}"
        mail = environment.get("CHANDLERY_MAIL") or f"file:{environment.get('CHANDLERY_DATA') or './data'}/mail"
        settings = cls(
            url=url.rstrip("/"),
            mail=mail,
            sender=environment.get("CHANDLERY_MAIL_FROM") or f"store@{urlsplit(url).hostname or 'localhost'}",
            admin_email=environment.get("CHANDLERY_ADMIN_EMAIL", ""),
            admin_password=environment.get("CHANDLERY_ADMIN_PASSWORD", ""),
            data=Path(environment.get("CHANDLERY_DATA") or "./data"),
            provider=environment.get("CHANDLERY_OIDC_ISSUER", "").rstrip("/"),
            provider_client=environment.get("CHANDLERY_OIDC_CLIENT", ""),
            provider_secret=environment.get("CHANDLERY_OIDC_SECRET", ""),
        )
        if bad := list(settings._wrong()):
            raise BadSettings(bad)
        return settings

    def _wrong(self) -> list[str]:
        bad = []
        address, mail = urlsplit(self.url), urlsplit(self.mail)
        if address.scheme not in ("http", "https") or not address.hostname:
            bad.append(f"CHANDLERY_URL: “{self.url}” is not an address such as https://store.example")
        if not (mail.scheme == "file" and mail.path) and not (mail.scheme in ("smtp", "smtps") and mail.hostname):
            bad.append("CHANDLERY_MAIL: neither smtp://[USER:PASSWORD@]HOST[:PORT] nor file:FOLDER")
        for name, value in (("CHANDLERY_MAIL_FROM", self.sender), ("CHANDLERY_ADMIN_EMAIL", self.admin_email)):
            if value and not _is_address(value):
                bad.append(f"{name}: “{value}” is not an e-mail address")
        if self.admin_email and len(self.admin_password) < SHORTEST_PASSWORD:
            bad.append(f"CHANDLERY_ADMIN_PASSWORD: needs at least {SHORTEST_PASSWORD} characters")
        return [*bad, *self._wrong_of_provider()]

    def _wrong_of_provider(self) -> Iterator[str]:
        issuer = urlsplit(self.provider)
        open_text = issuer.scheme == "http" and issuer.hostname in ("localhost", "127.0.0.1", "::1")
        if self.provider and not (issuer.hostname and (issuer.scheme == "https" or open_text)):
            yield f"CHANDLERY_OIDC_ISSUER: “{self.provider}” is not an address such as https://sign-in.example"
        if self.provider and not self.provider_client:
            yield "CHANDLERY_OIDC_CLIENT is missing; CHANDLERY_OIDC_ISSUER needs it beside it"
        if self.provider_client and not self.provider:
            yield "CHANDLERY_OIDC_ISSUER is missing; CHANDLERY_OIDC_CLIENT needs it beside it"


def _is_address(text: str) -> bool:
    try:
        EmailAddress.parse(text)
    except ValueError:
        return False
    return True
