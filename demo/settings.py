"""What the demonstration is told from outside: the store's addresses, its data folder, and its first operator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class Unfit(Exception):
    """The demonstration may not or cannot fill this store; the words say why and what to do."""


@dataclass(frozen=True)
class Settings:
    url: str
    registry: str  # http://HOST:PORT
    data: Path
    mail: Path
    operator: str  # e-mail of the first operator
    password: str = field(repr=False)

    @property
    def accounts(self) -> Path:
        return self.data / "demo-accounts.json"

    @property
    def filled(self) -> Path:
        return self.data / "demo-filled"


def load(url: str, environment: Mapping[str, str]) -> Settings:
    """Raises Unfit where `url` is none, mail leaves the house, or live keys lie beside made-up money."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise Unfit(f"{url} is no address of a store; name it as in `python -m demo http://localhost:8000`")
    environment = {**environment, **dict(_in_files(environment))}
    data = Path(environment.get("CHANDLERY_DATA") or "./data")
    mail = environment.get("CHANDLERY_MAIL") or f"file:{data}/mail"
    if not mail.startswith("file:"):
        raise Unfit("CHANDLERY_MAIL sends real mail; the demonstration reads its letters from a folder (file:FOLDER)")
    if "_live_" in environment.get("CHANDLERY_STRIPE_KEY", ""):
        raise Unfit("CHANDLERY_STRIPE_KEY is a live key; the demonstration is never filled in beside one")
    host = (
        environment.get("CHANDLERY_REGISTRY_HOST") or f"localhost:{environment.get('CHANDLERY_REGISTRY_PORT') or 5000}"
    )
    return Settings(
        url=url.rstrip("/"),
        registry=environment.get("CHANDLERY_REGISTRY_API") or f"{urlsplit(url).scheme}://{host}",
        data=data,
        mail=Path(mail.removeprefix("file:")),
        operator=environment.get("CHANDLERY_ADMIN_EMAIL", ""),
        password=environment.get("CHANDLERY_ADMIN_PASSWORD", ""),
    )


def _in_files(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Settings whose values lie in files that NAME_FILE names, as the store itself takes them."""
    for name, value in environment.items():
        if name.startswith("CHANDLERY_") and name.endswith("_FILE"):
            yield name.removesuffix("_FILE"), Path(value).read_text().strip()
