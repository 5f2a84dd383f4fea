"""What an operator asks first: are the settings right, is every real part there, and what is to be done where not."""

import errno
import ipaddress
import json
import os
import shutil
import smtplib
import socket
import sqlite3
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cli.chandlery import beyond, printing, registry
from cli.chandlery.folder import Folder, InUse
from cli.chandlery.settings import SETTINGS, misspelt, place, resolve
from eventlog.settings import BadSettings
from gateway.operations.health import NEEDED
from mailing.places import Mailbox, Place

AS_IT_SHOULD_BE = ("ready", "filling", "filled", "off")  # states of parts; the last three, of the demonstration
EVERYWHERE = {"", "0.0.0.0", "::"}  # noqa: S104 — what CHANDLERY_BIND says for all addresses of the machine
DATABASES = ("CHANDLERY_LOGS", "CHANDLERY_KEY_STORE", "CHANDLERY_VIEWS")
ANSWERS = 30  # seconds: parts that are away are waited for, one after another
ENOUGH = 500 * 1024 * 1024  # bytes free in the data folder


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `state` is ok, care (works, but…) or wrong."""

    part: str
    state: str
    says: str


def examine(environ: Mapping[str, str]) -> bool:
    """Prints every finding; whether the store can start as it is set up."""
    found = list(findings(environ))
    colours = {"ok": "green", "care": "yellow", "wrong": "red"}
    rows = [(f"[{colours[f.state]}]{f.state}[/]", f.part, f.says) for f in found]
    printing.table(("", "Part", "Finding"), rows)
    return all(finding.state != "wrong" for finding in found)


def list_settings(environ: Mapping[str, str]) -> None:
    """Each with its default, what it is set to now, and its meaning; a secret's value is not shown."""
    for setting in SETTINGS:
        now = environ.get(setting.name, "")
        told = [f"default: {setting.default}"] if setting.default else []
        if now:
            told.append("set" if setting.secret else f"now: {now}")
        printing.out().print(f"{setting.name} ({'; '.join(told) or 'not set'})\n    {setting.meaning}", markup=False)
    printing.out().print("\nEach is an environment variable; NAME_FILE names a file that holds the value instead.")


def findings(environ: Mapping[str, str]) -> Iterator[Finding]:
    for line in misspelt(environ):
        yield Finding("settings", "care", line)
    from cli.chandlery.services import check  # late: with all parts of the store

    try:
        settings = resolve(environ)
    except BadSettings as bad:
        for line in bad.lines:
            yield Finding("settings", "wrong", line)
        return
    try:
        check(settings)
    except BadSettings as bad:  # of what a part makes of them: the others can be looked at all the same
        for line in bad.lines:
            yield Finding("settings", "wrong", line)
    else:
        yield Finding("settings", "ok", "all right; `chandlery doctor --settings` lists them")
    yield Finding("python", "ok", f"{sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}")
    yield from _data(settings)
    yield from _own_words(Path(settings["CHANDLERY_SYNONYMS"]))
    if settings["CHANDLERY_COUNTRIES"]:
        yield _countries(settings["CHANDLERY_COUNTRIES"])
    yield from _engines(settings)
    yield _registry(settings)
    yield from _addresses(settings)
    yield from (Finding(*look) for look in beyond.looks(settings))
    yield from (Finding(*look) for look in beyond.secrets(settings, environ))
    yield _mail(settings["CHANDLERY_MAIL"])
    if settings["CHANDLERY_MAILBOX"]:
        yield _mailbox(Mailbox.of(settings["CHANDLERY_MAILBOX"]))


def _engines(settings: Mapping[str, str]) -> Iterator[Finding]:
    named = settings["AMQP_URI"] or settings["ELASTICSEARCH_URL"]
    if named or any(settings[name].startswith("postgresql") for name in DATABASES):
        from cli.chandlery.engines import looks  # late: an embedded store needs none of them

        yield from (Finding(*look) for look in looks(settings))


def _own_words(file: Path) -> Iterator[Finding]:
    from services.search.index.own_words import read  # late: the thesaurus is read with it
    from services.search.index.thesaurus import BadThesaurus

    try:
        read(file)
    except BadThesaurus as bad:
        yield from (Finding("synonyms", "care", f"{file} does not count: {line}") for line in bad.lines)
        return
    if file.exists():
        yield Finding("synonyms", "ok", f"{file} can be read")


def _countries(file: str) -> Finding:
    import maxminddb  # late: most stores have none

    try:
        with maxminddb.open_database(file) as found:
            told = found.metadata()
    except (OSError, maxminddb.InvalidDatabaseError) as wrong:
        return Finding("countries", "wrong", f"{file} cannot be read: {wrong}. CHANDLERY_COUNTRIES names it")
    made = datetime.fromtimestamp(told.build_epoch, UTC).date()
    return Finding("countries", "ok", f"{told.database_type} of {made}")


def _data(settings: Mapping[str, str]) -> Iterator[Finding]:
    path = Path(settings["CHANDLERY_DATA"])
    if path.exists() and not path.is_dir():
        yield Finding("data", "wrong", f"{path} is not a folder; name another with CHANDLERY_DATA")
        return
    parent = next(folder for folder in (path, *path.parents) if folder.exists())
    if not os.access(parent, os.W_OK):
        yield Finding("data", "wrong", f"{parent} cannot be written by this user; name another with CHANDLERY_DATA")
        return
    free = shutil.disk_usage(parent).free
    state = "ok" if free > ENOUGH else "care"
    yield Finding("data", state, f"{path}, {free // 2**20:,} MB free")
    if not path.exists():
        yield from _ports(settings)
        return
    folder = Folder(path)
    try:
        folder.take()
        folder.give_back()
    except InUse as running:
        yield Finding("store", "ok", f"runs: {running}")
        yield from _ready(settings, _gateway(settings, folder))
        yield Finding(*beyond.address(settings))
        yield from _followers(settings)
    except printing.Stop as unfinished:
        yield Finding("data", "wrong", unfinished.line)
    else:
        yield from _ports(settings)


def _gateway(settings: Mapping[str, str], folder: Folder) -> str:
    """The host that answers: this one, or the one that a gateway signed the folder from, in a container of its own."""
    hosts = folder.hosts_of("gateway")
    here = not hosts or socket.gethostname() in hosts
    return registry.loopback(settings["CHANDLERY_BIND"]) if here else hosts[0]


def _ready(settings: Mapping[str, str], host: str) -> Iterator[Finding]:
    """Each part as the running store itself tells it."""
    url = f"http://{host}:{settings['CHANDLERY_PORT']}/readyz"
    try:
        with urllib.request.urlopen(url, timeout=ANSWERS) as answer:
            parts = json.load(answer)["parts"]
    except urllib.error.HTTPError as refused:
        parts = json.load(refused)["parts"]
    except OSError as error:
        yield Finding("store", "wrong", f"{url} does not answer: {error}")
        return
    for name, part in sorted(parts.items()):
        told = ", ".join(f"{value}" for value in (part.get("state"), part.get("detail")) if value)
        yield Finding(name, graded(name, part.get("state", "")), told)


def _followers(settings: Mapping[str, str]) -> Iterator[Finding]:
    from cli.chandlery.followed import looks  # late: a store that is down has none to ask

    yield from (Finding(*look) for look in looks(settings))


def graded(part: str, state: str) -> str:
    if state in AS_IT_SHOULD_BE:
        return "ok"
    return "wrong" if part in NEEDED else "care"


def _ports(settings: Mapping[str, str]) -> Iterator[Finding]:
    wanted: list[tuple[str, str, int]] = []
    for name, host, port in _listening(settings):
        alike = (other for other, at, its in wanted if its == port and (at == host or {at, host} & EVERYWHERE))
        if other := next(alike, ""):
            yield Finding("port", "wrong", f"{name}: {port} is wanted by {other}, too; name another port")
        elif complaint := taken(host, port, name):
            yield Finding("port", "wrong", complaint)
        else:
            yield Finding("port", "ok", f"{port} is free")
        wanted.append((name, host, port))


def _listening(settings: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Where `up` listens: setting, host and port."""
    yield "CHANDLERY_PORT", settings["CHANDLERY_BIND"], int(settings["CHANDLERY_PORT"])
    if settings["CHANDLERY_REGISTRY_PROGRAM"] != "none":
        yield "CHANDLERY_REGISTRY_PORT", "127.0.0.1", int(settings["CHANDLERY_REGISTRY_PORT"])
    if settings["CHANDLERY_METRICS_PORT"]:
        yield "CHANDLERY_METRICS_PORT", *place(settings["CHANDLERY_METRICS_PORT"])
    if settings["CHANDLERY_MAILROOM"]:
        room = Place.of(settings["CHANDLERY_MAILROOM"])
        yield "CHANDLERY_MAILROOM", room.host, room.port


def taken(host: str, port: int, setting: str = "CHANDLERY_PORT") -> str:
    """Why a server cannot listen there, by the setting that is to be mended; empty where it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family, reuse_port=False):
            return ""
    except OSError as error:
        if (error.errno or 0) < 0:  # of the resolver: EAI_NONAME
            return f"CHANDLERY_BIND: {host} is no address, nor a name of one"
        if error.errno == errno.EADDRNOTAVAIL:
            return f"CHANDLERY_BIND: {host} is no address of this machine"
        reason = os.strerror(error.errno or 0)  # without the address, which Python says a second time
        return f"{setting}: cannot listen on {host}:{port}: {reason}; name another port, or end what listens there"


def _registry(settings: Mapping[str, str]) -> Finding:
    from cli.chandlery import recognising  # late: it signs tokens, which a doctor needs nowhere else

    named = settings["CHANDLERY_REGISTRY_PROGRAM"]
    if named == "none":
        return Finding(*recognising.elsewhere(settings))
    program = registry.find(named)
    if program is None:
        return Finding("registry program", "care", f"the store opens, but {registry.missing(named)}")
    return Finding(*recognising.here(settings, program))


def _addresses(settings: Mapping[str, str]) -> Iterator[Finding]:
    url = urlsplit(settings["CHANDLERY_URL"])
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        yield Finding(
            "address", "care", "CHANDLERY_URL is plain http: docker speaks that to loopback only; put TLS in front"
        )
    if _is_address(url.hostname or ""):
        yield Finding("address", "care", "CHANDLERY_URL is an IP address: some clients refuse it as realm; use a name")


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _mail(where: str) -> Finding:
    if where.startswith("file:"):
        return Finding("mail", "care", f"is written to the folder {where[5:]} and sent nowhere")
    from mailing.smtp import SmtpMailer  # late: few send letters while they try things

    named = urlsplit(where).netloc.rpartition("@")[2]
    try:
        named = SmtpMailer(where).look()
    except smtplib.SMTPAuthenticationError as refused:
        said = f"{named} does not let the store in ({refused.smtp_code}); mend user and password in CHANDLERY_MAIL"
        return Finding("mail", "wrong", said)
    except (OSError, smtplib.SMTPException) as error:
        said = f"{named} does not answer as it should: {error}; start it, or mend CHANDLERY_MAIL. Letters wait"
        return Finding("mail", "wrong", said)
    return Finding("mail", "ok", f"{named} {'lets the store in' if urlsplit(where).username else 'answers'}")


def _mailbox(mailbox: Mailbox) -> Finding:
    from mailing.mailbox import AWAY, signed_in, why  # which a doctor needs nowhere else, and a start never

    try:
        with signed_in(mailbox) as client:
            letters = len(client.search("UNDELETED"))
    except AWAY as problem:
        return Finding("mailbox", "wrong", f"{mailbox} cannot be read: {why(problem)}")
    return Finding("mailbox", "ok", f"{mailbox} is read; letters in it: {letters}")
