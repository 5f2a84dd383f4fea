"""What the store reaches by the network, and is reached by, looked at for the doctor, with the settings."""

import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests

from cli.chandlery import copying
from cli.chandlery.sealing import LOGS
from eventlog.refusal import Unavailable

PATIENCE = 5  # seconds for an answer
APART = 60  # seconds; tokens and signatures that are younger than a minute do not count elsewhere
WHERE = {"CHANDLERY_STRIPE_KEY": "CHANDLERY_STRIPE_URL"}  # what says where a part is, where another setting asks for it
STRIPE = "https://api.stripe.com"
KNOWN_BY = "Chandlery-Correlation"  # a header of each answer of a store
Look = tuple[str, str, str]  # part, state (ok, care or wrong), what it says


def looks(settings: Mapping[str, str]) -> Iterator[Look]:
    """At what is set; nothing that is left empty."""
    clocks: dict[str, str] = {}
    for setting, part, look in (
        ("CHANDLERY_STRIPE_KEY", "Stripe", _stripe),
        ("CHANDLERY_OIDC_ISSUER", "sign-in service", _issuer),
        ("CHANDLERY_TSANET", "TSANet", _tsanet),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "traces", _collector),
        ("CHANDLERY_SCANNER", "scanner", _scanner),
        ("CHANDLERY_ATTACHMENTS", "files of tickets", _bucket),
    ):
        if settings[setting] and (told := _asked(part, setting, look, settings, clocks)):
            yield told
    yield from _clock(clocks)


def address(settings: Mapping[str, str]) -> Look:
    """Of a store that runs: whether CHANDLERY_URL leads to one."""
    url = settings["CHANDLERY_URL"]
    mend = "mend CHANDLERY_URL, or the proxy in front: links in letters and docker's sign-in lead there"
    try:
        answer = requests.get(f"{url}/healthz", timeout=PATIENCE)
    except requests.RequestException as away:
        return "address", "care", f"{url} does not lead here, as far as this machine sees: {_why(away)}; {mend}"
    if answer.status_code != 200 or KNOWN_BY not in answer.headers:
        return "address", "wrong", f"{url} leads elsewhere: {answer.status_code} without {KNOWN_BY}; {mend}"
    return "address", "ok", f"{url} leads to a store"


def secrets(settings: Mapping[str, str], environ: Mapping[str, str]) -> Iterator[Look]:
    """Files of secrets that are missing, or that everybody on this machine can read."""
    keys = Path(settings["CHANDLERY_DATA"]) / "keys"
    if lost := lost_secret(settings):
        yield "secrets", "wrong", lost
    named = [(name, Path(file)) for name, file in environ.items() if name.endswith("_FILE") and name[:-5] in settings]
    for name, file in (*named, *(("CHANDLERY_DATA", each) for each in sorted(keys.glob("*")))):
        is_secret = name != "CHANDLERY_DATA" or file.suffix in (".secret", ".pem")
        if is_secret and file.is_file() and _is_everybodys(file):
            yield "secrets", "care", f"{file} ({name}) can be read by everybody on this machine: chmod 600 {file}"


def lost_secret(settings: Mapping[str, str]) -> str:
    """What to do where a log in a file is there without the secret that seals it; nothing where all is well."""
    secret = Path(settings["CHANDLERY_DATA"]) / "keys" / "services.secret"
    if secret.exists() or not (used := _used(settings)):
        return ""
    lost = f"{secret} is missing, though the log of {used} is not empty, and a new one would know nobody"
    return f"{lost}: put it back from a backup (data/keys in it), or mend CHANDLERY_DATA"


def _used(settings: Mapping[str, str]) -> str:
    for service in LOGS:
        url = settings["CHANDLERY_LOGS"].format(service=service)
        if url.startswith("sqlite:") and copying.has_events(url):
            return service
    return ""


def _is_everybodys(file: Path) -> bool:
    """In containers secrets lie where only those who are let in come at all."""
    whole = file.resolve()
    if whole.is_relative_to("/run/secrets"):
        return False
    way = all(folder.stat().st_mode & stat.S_IXOTH for folder in whole.parents)
    return way and bool(whole.stat().st_mode & stat.S_IROTH)


def _asked(
    part: str,
    setting: str,
    look: Callable[[Mapping[str, str], dict[str, str]], tuple[str, str] | None],
    settings: Mapping[str, str],
    clocks: dict[str, str],
) -> Look | None:
    try:
        told = look(settings, clocks)
    except (OSError, Unavailable) as away:  # requests' errors are of the first kind
        return part, "wrong", f"does not answer: {_why(away)}; start it, or mend {WHERE.get(setting, setting)}"
    return None if told is None else (part, *told)


def _why(error: Exception) -> str:
    """Without the address, which may hold a password."""
    if isinstance(error, requests.RequestException):
        return type(error).__name__
    return getattr(error, "strerror", None) or type(error).__name__


def _stripe(settings: Mapping[str, str], clocks: dict[str, str]) -> tuple[str, str]:
    named = settings["CHANDLERY_STRIPE_URL"] or STRIPE
    asked = {"Authorization": f"Bearer {settings['CHANDLERY_STRIPE_KEY']}"}
    answer = requests.get(f"{named}/v1/payment_intents?limit=1", headers=asked, timeout=PATIENCE)
    clocks[named] = answer.headers.get("Date", "")
    if answer.status_code in (401, 403):
        return "wrong", f"{named} does not know the key, or lets it read no payments; mend CHANDLERY_STRIPE_KEY"
    if not answer.ok:
        return "wrong", f"{named} answers {answer.status_code}; mend CHANDLERY_STRIPE_URL, or wait for it"
    return "ok", f"{named} answers"


def _issuer(settings: Mapping[str, str], clocks: dict[str, str]) -> tuple[str, str]:
    issuer = settings["CHANDLERY_OIDC_ISSUER"]
    answer = requests.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", timeout=PATIENCE)
    clocks[issuer] = answer.headers.get("Date", "")
    try:
        named = answer.json().get("issuer") if answer.ok else None
    except (ValueError, AttributeError):
        named = None
    if named is None:
        return "wrong", f"{issuer} answers {answer.status_code} and describes no provider; mend CHANDLERY_OIDC_ISSUER"
    if named != issuer:
        return "wrong", f"{issuer} calls itself {named}: set CHANDLERY_OIDC_ISSUER to that, as it is written there"
    return "ok", f"{issuer} answers"


def _tsanet(settings: Mapping[str, str], clocks: dict[str, str]) -> tuple[str, str]:
    answer = requests.get(settings["CHANDLERY_TSANET"], timeout=PATIENCE)
    clocks[settings["CHANDLERY_TSANET"]] = answer.headers.get("Date", "")
    return "ok", f"{settings['CHANDLERY_TSANET']} answers"


def _collector(settings: Mapping[str, str], clocks: dict[str, str]) -> tuple[str, str]:
    parts = urlsplit(settings["OTEL_EXPORTER_OTLP_ENDPOINT"])
    port = parts.port or (443 if parts.scheme == "https" else 80)
    socket.create_connection((parts.hostname or "", port), timeout=PATIENCE).close()
    return "ok", f"{parts.hostname}:{port} answers"


def _scanner(settings: Mapping[str, str], clocks: dict[str, str]) -> tuple[str, str] | None:
    from gateway.support import clamd  # late: few have one

    address = settings["CHANDLERY_SCANNER"]
    if not clamd.is_address(address):
        return None
    if not clamd.answers(address, PATIENCE):
        return "wrong", "does not answer as clamd does: nobody can attach anything; mend CHANDLERY_SCANNER"
    return "ok", "clamd answers"


def _bucket(settings: Mapping[str, str], clocks: dict[str, str]) -> tuple[str, str] | None:
    if not settings["CHANDLERY_ATTACHMENTS"].startswith("s3:"):
        return None
    from gateway.support.storing import place_of

    next(iter(place_of(settings["CHANDLERY_ATTACHMENTS"]).names("waiting")), None)
    return "ok", "the bucket lets the store in"


def _clock(clocks: Mapping[str, str]) -> Iterator[Look]:
    """As others have it, who tell the time with each answer."""
    for where, told in clocks.items():
        try:
            apart = (datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds()
        except (ValueError, TypeError):
            continue
        if abs(apart) > APART:
            yield "clock", "wrong", off(apart, where)


def off(apart: float, where: str) -> str:
    """`apart`: seconds that this machine is ahead."""
    ahead = "ahead of" if apart > 0 else "behind"
    return (
        f"this machine is {abs(apart):,.0f} seconds {ahead} {where}: set both by NTP, or tokens, prices and deadlines "
        "count at the wrong time"
    )
