"""Every setting of the store in one table: its name, its default, what it means, and what a right value looks like."""

import difflib
import re
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from eventlog.settings import BadSettings
from gateway.settings import bytes_of
from gateway.support import clamd
from mailing.places import Mailbox, Place
from vocabulary.money import read

Check = Callable[[str], str]  # the value → what is wrong with it, or nothing
SPELLED = ", an @ in the password as %40"


@dataclass(frozen=True)
class Setting:
    """One environment variable; a default may name other settings in braces. A secret is never shown."""

    name: str
    default: str
    meaning: str
    check: Check
    secret: bool = False


def port(value: str) -> str:
    return "" if value.isdecimal() and 0 < int(value) < 65536 else "needs a port from 1 to 65535"


def switch(value: str) -> str:
    return "" if value in ("0", "1") else "needs 0 or 1"


def web_address(value: str) -> str:
    parts = urlsplit(value)
    right = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not value.endswith("/")
    return "" if right else "needs an address such as https://store.example, without a slash at its end"


def mail(value: str) -> str:
    right = value.startswith("file:") or (urlsplit(value).scheme in ("smtp", "smtps") and urlsplit(value).hostname)
    return "" if right else "needs smtp://[USER:PASSWORD@]HOST[:PORT] or file:FOLDER"


def mailroom(value: str) -> str:
    try:
        Place.of(value or "smtp://127.0.0.1:25")
    except ValueError as wrong:
        return str(wrong)
    return ""


def mailbox(value: str) -> str:
    try:
        Mailbox.of(value or "imaps://user:password@host")
    except ValueError as wrong:
        return str(wrong)
    return ""


def host_and_port(value: str) -> str:
    return "" if re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", value) else "needs HOST or HOST:PORT, without http://"


def broker(value: str) -> str:
    right = not value or urlsplit(value).scheme in ("amqp", "amqps", "pyamqp")
    return "" if right else "needs amqp://USER:PASSWORD@HOST:PORT/VHOST"


def _by_psycopg2(value: str) -> bool:
    """The one driver of PostgreSQL that lets the process' other green threads run while it waits."""
    return urlsplit(value).scheme in ("postgresql", "postgresql+psycopg2") and _is_whole(value)


def _is_whole(address: str) -> bool:
    """Else what follows an @ of the password is taken for the host's name, and shown where that is not found."""
    from sqlalchemy import exc, make_url  # late: few need it

    try:
        return "@" not in (make_url(address).host or "")
    except exc.ArgumentError:
        return False


def logs(value: str) -> str:
    right = "{service}" in value and (value.startswith("sqlite:///") or _by_psycopg2(value))
    return (
        ""
        if right
        else "needs postgresql+psycopg2://USER:PASSWORD@HOST/chandlery_{service} or sqlite:///FILE" + SPELLED
    )


def database(value: str) -> str:
    right = value.startswith("sqlite:///") or _by_psycopg2(value)
    return "" if right else "needs sqlite:///FILE or postgresql+psycopg2://USER:PASSWORD@HOST/DATABASE" + SPELLED


def views(value: str) -> str:
    right = value.startswith("sqlite:///") or _by_psycopg2(value)
    return "" if right else "needs sqlite:///FOLDER or postgresql+psycopg2://USER:PASSWORD@HOST/DATABASE" + SPELLED


def name_part(value: str) -> str:
    right = re.fullmatch(r"([a-z0-9][a-z0-9_-]*)?", value)
    return "" if right else "needs small letters, digits and dashes"


def registry_version(value: str) -> str:
    return "" if value in ("", "2", "3") else "needs 2 or 3"


def address(value: str) -> str:
    return "" if not value or re.fullmatch(r"[^@\s]+@[^@\s]+", value) else "needs an e-mail address"


def password(value: str) -> str:
    return "" if not value or len(value) >= 10 else "needs at least 10 characters"


def lines(value: str) -> str:
    return "" if value in ("text", "json") else "needs text or json"


def level(value: str) -> str:
    return "" if value in ("warning", "info") else "needs warning or info"


def place(value: str) -> tuple[str, int]:
    """Of PORT, on loopback, or ADDRESS:PORT."""
    host, _, number_ = value.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(number_)


def own_port(value: str) -> str:
    return port(value.rpartition(":")[2]) if value else ""


def collector(value: str) -> str:
    return web_address(value) if value else ""


def number(value: str) -> str:
    return "" if value.isdecimal() and int(value) > 0 else "needs a whole number above 0"


def number_or_none(value: str) -> str:
    return "" if value.isdecimal() and len(value) < 10 else "needs a whole number, or 0 for none"


def percent(value: str) -> str:
    return "" if value.isdecimal() and int(value) <= 100 else "needs a whole number from 0 to 100"


def fee(value: str) -> str:
    right = value == "0" or read(value) is not None
    return "" if right else "needs 0, or an amount and its currency, such as 99.00 USD"


def countries(value: str) -> str:
    wrong = next((each for each in value.replace(",", " ").split() if country(each)), "")
    return f"names {wrong}: needs countries' two letters, such as CU, KP" if wrong else ""


def country(value: str) -> str:
    return "" if not value or re.fullmatch(r"[A-Za-z]{2}", value) else "needs a country's two letters, such as DE"


def stripe_key(value: str) -> str:
    return "" if not value or value.startswith(("sk_", "rk_")) else "needs a secret or restricted key, sk_… or rk_…"


def webhook_secret(value: str) -> str:
    return "" if not value or value.startswith("whsec_") else "needs a signing secret, whsec_…"


def tax_code(value: str) -> str:
    right = not value or re.fullmatch(r"txcd_[0-9]+", value)
    return "" if right else "needs a tax code of Stripe’s, such as txcd_10103001"


def size(value: str) -> str:
    return "" if bytes_of(value) else "needs a size such as 20 GB or 500 MB"


def attachments(value: str) -> str:
    kind, _, place_ = value.partition(":")
    parts = urlsplit(place_)
    bucket = parts.scheme in ("http", "https") and parts.hostname and parts.username and parts.path.strip("/")
    right = bool(place_) if kind == "file" else kind == "s3" and bucket
    return "" if right else "needs file:FOLDER or s3:https://KEY:SECRET@HOST/BUCKET"


def scanner(value: str) -> str:
    try:
        words = [] if clamd.is_address(value) else shlex.split(value)
    except ValueError as wrong:
        return f"is no scanner: {wrong}"
    return "" if not words or shutil.which(words[0]) else f"names {words[0]}, which is no program here"


def issuer(value: str) -> str:
    parts = urlsplit(value)
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    right = parts.hostname and (parts.scheme == "https" or here)
    return "" if right or not value else "needs an address such as https://sign-in.example"


def anything(value: str) -> str:
    return ""


SETTINGS = (
    Setting("CHANDLERY_DATA", "./data", "folder of everything that is kept", anything),
    Setting("CHANDLERY_BIND", "127.0.0.1", "address that pages and API are served on", anything),
    Setting("CHANDLERY_PORT", "8000", "port of pages and API", port),
    Setting(
        "CHANDLERY_URL", "http://localhost:{CHANDLERY_PORT}", "address that people reach the store by", web_address
    ),
    Setting("CHANDLERY_REGISTRY_PORT", "5000", "port of the store's registry, on loopback", port),
    Setting(
        "CHANDLERY_REGISTRY_HOST",
        "localhost:{CHANDLERY_REGISTRY_PORT}",
        "the registry as docker names it; also the tokens' audience",
        host_and_port,
    ),
    Setting(
        "CHANDLERY_REGISTRY_API",
        "http://127.0.0.1:{CHANDLERY_REGISTRY_PORT}",
        "the registry as the store itself reaches it",
        web_address,
    ),
    Setting("CHANDLERY_TOKEN_LIFE", "300", "seconds that a registry token counts, 60 to 3600", number),
    Setting("CHANDLERY_REGISTRY_KEYS", "{CHANDLERY_DATA}/keys", "folder of the keys that sign tokens", anything),
    Setting(
        "CHANDLERY_REGISTRY_PROGRAM",
        "",
        "the registry program; empty: docker-registry or registry on PATH; none: it runs elsewhere",
        anything,
    ),
    Setting(
        "CHANDLERY_REGISTRY_VERSION",
        "",
        "2 or 3, which name a token's key differently; empty: as the program found says",
        registry_version,
    ),
    Setting("CHANDLERY_STAGING_QUOTA", "20 GB", "what a publisher may have in staging before it is released", size),
    Setting("CHANDLERY_STAGING_DAYS", "30", "age at which `registry collect` clears what was not released", number),
    Setting(
        "CHANDLERY_LOGS",
        "sqlite:///{CHANDLERY_DATA}/{service}.log.db",
        "the services' logs: a file, or a database of PostgreSQL, for each",
        logs,
        secret=True,
    ),
    Setting(
        "CHANDLERY_KEY_STORE",
        "sqlite:///{CHANDLERY_DATA}/identity.keys.db",
        "the keys of personal fields: a file, or a database of PostgreSQL, of their own",
        database,
        secret=True,
    ),
    Setting(
        "CHANDLERY_VIEWS",
        "sqlite:///{CHANDLERY_DATA}/views",
        "read models: a folder for SQLite, or a database of PostgreSQL",
        views,
        secret=True,
    ),
    Setting(
        "CHANDLERY_TRUSTED_PROXIES", "", "addresses or networks of proxies in front, which tell the client", anything
    ),
    Setting(
        "CHANDLERY_REQUESTS",
        "6000",
        "requests of the API that an account, a robot, or an address that nobody is signed in from makes in a minute"
        " at most, counted by each worker; 0: any number",
        number_or_none,
    ),
    Setting(
        "CHANDLERY_COUNTRIES",
        "",
        "file of a MaxMind database of countries or cities: pulls are counted by country, too; empty: none are known",
        anything,
    ),
    Setting(
        "CHANDLERY_COUNTRIES_REFUSED",
        "",
        "countries that nothing is pulled from, such as CU, KP; empty: none",
        countries,
    ),
    Setting(
        "CHANDLERY_AGREEMENT",
        "",
        "what publishers agree to, in Markdown; empty: a short text of the store's own",
        anything,
    ),
    Setting("CHANDLERY_AGREEMENT_VERSION", "1", "its version, told beside it; another text is accepted anew", anything),
    Setting(
        "CHANDLERY_DNS", "", "name servers that are asked for a publisher's proof; empty: the machine's own", anything
    ),
    Setting(
        "CHANDLERY_SITE_NETWORKS",
        "",
        "networks that are not public, where publishers' sites may lie all the same",
        anything,
    ),
    Setting("CHANDLERY_DEMO", "1", "1 fills an empty store with the demonstration; 0 leaves it empty", switch),
    Setting(
        "CHANDLERY_MAIL", "file:{CHANDLERY_DATA}/mail", "where mail goes: smtp://… or file:FOLDER", mail, secret=True
    ),
    Setting("CHANDLERY_MAIL_FROM", "", "sender of the store's mail; empty: store@ the host of CHANDLERY_URL", address),
    Setting("CHANDLERY_SUPPORT_MAIL", "", "support's address; empty: support@ the host of CHANDLERY_URL", address),
    Setting(
        "CHANDLERY_MAILROOM",
        "",
        "where letters to support and those that come back are taken: lmtp://… or smtp://ADDRESS:PORT; empty: nowhere",
        mailroom,
    ),
    Setting(
        "CHANDLERY_MAILBOX",
        "",
        "mailbox that such letters are taken out of: imaps://USER:PASSWORD@HOST[:PORT][/FOLDER]; empty: none",
        mailbox,
        secret=True,
    ),
    Setting(
        "CHANDLERY_MAIL_CHECKED_BY",
        "",
        "mail server in front, as its Authentication-Results name it: only letters that pass its DMARC check count",
        anything,
    ),
    Setting(
        "CHANDLERY_ATTACHMENTS",
        "file:{CHANDLERY_DATA}/attachments",
        "where files of tickets lie: file:FOLDER or s3:https://KEY:SECRET@HOST/BUCKET[/FOLDER][?region=REGION]",
        attachments,
        secret=True,
    ),
    Setting("CHANDLERY_ATTACHMENT_SIZE", "25 MB", "how large one file of a ticket may be", size),
    Setting(
        "CHANDLERY_SCANNER",
        "",
        "looks for viruses: clamd://HOST[:PORT], clamd:/SOCKET, or a command that ends by 1 at one; empty: nobody",
        scanner,
    ),
    Setting(
        "CHANDLERY_PLUGIN",
        "{program}/build/docker-store",
        "file of the plugin docker store, which the store hands out; {program} is where the store's program lies",
        anything,
    ),
    Setting("CHANDLERY_ADMIN_EMAIL", "", "the first operator, made on an empty store", address),
    Setting("CHANDLERY_ADMIN_PASSWORD", "", "the first operator's password", password, secret=True),
    Setting("CHANDLERY_OIDC_ISSUER", "", "OpenID Connect provider that people sign in with; empty: none", issuer),
    Setting("CHANDLERY_OIDC_CLIENT", "", "what the store is called there: its client id", anything),
    Setting("CHANDLERY_OIDC_SECRET", "", "the client's secret; empty: PKCE alone", anything, secret=True),
    Setting("CHANDLERY_OIDC_NAME", "", "what people know the provider by; empty: its host", anything),
    Setting("CHANDLERY_WORKERS", "2", "processes of `serve gateway`", number),
    Setting("CHANDLERY_LOG_FORMAT", "text", "lines for people (text) or for programs (json)", lines),
    Setting("CHANDLERY_LOG_LEVEL", "warning", "info adds a line for each request, call, append and batch", level),
    Setting("CHANDLERY_METRICS_PORT", "", "loopback port, or ADDRESS:PORT, of this process's own /metrics", own_port),
    Setting(
        "CHANDLERY_METRICS_TOKEN", "", "bearer token that opens the gateway's /metrics; empty: closed", password, True
    ),
    Setting("OTEL_EXPORTER_OTLP_ENDPOINT", "", "collector that traces are sent to, http://HOST:4318", collector),
    Setting(
        "ELASTICSEARCH_URL",
        "",
        "Elasticsearch, which keeps search's index, https://USER:PASSWORD@HOST:9200; empty: it lies in the data folder",
        collector,
        secret=True,
    ),
    Setting(
        "CHANDLERY_SYNONYMS",
        "{CHANDLERY_DATA}/synonyms.txt",
        "file of other names and kinds that search knows beside its own",
        anything,
    ),
    Setting("CHANDLERY_SELLER_NAME", "", "who sells, as invoices say it; empty: the host of CHANDLERY_URL", anything),
    Setting("CHANDLERY_SELLER_ADDRESS", "", r"the seller's postal address; \n between its lines", anything),
    Setting("CHANDLERY_SELLER_COUNTRY", "", "the seller's country, two letters; empty: no tax is charged", country),
    Setting("CHANDLERY_SELLER_TAX_ID", "", "the seller's tax number, as invoices show it", anything),
    Setting(
        "CHANDLERY_SELLER_BANK", "", r"the account for transfers: owner, IBAN, bank; \n between its lines", anything
    ),
    Setting("CHANDLERY_TAX_RATES", "", "CSV file country,percent,name,from; empty: the store's own table", anything),
    Setting("CHANDLERY_SHARE", "75", "percent of a net amount that is the publisher's", percent),
    Setting("CHANDLERY_LISTING_FEE", "0", "what a year on the shelves costs a product's publisher, 99.00 USD", fee),
    Setting("CHANDLERY_PAYMENT_DAYS", "14", "days that a customer who pays by invoice has", number),
    Setting(
        "CHANDLERY_STRIPE_KEY", "", "secret key of Stripe; empty: no cards, invoices alone", stripe_key, secret=True
    ),
    Setting(
        "CHANDLERY_STRIPE_WEBHOOK_SECRET",
        "",
        "what Stripe signs its messages with, whsec_…",
        webhook_secret,
        secret=True,
    ),
    Setting(
        "CHANDLERY_STRIPE_TAX",
        "",
        "tax code of what is sold, such as txcd_10103001: Stripe Tax works taxes out; empty: the table of rates does",
        tax_code,
    ),
    Setting("CHANDLERY_STRIPE_URL", "", "where Stripe is; empty: Stripe's own address", collector),
    Setting("CHANDLERY_TSANET", "", "TSANet Connect's address; empty: the store is no member", collector),
    Setting(
        "CHANDLERY_TSANET_USER",
        "",
        "who signs in at TSANet, or the id of a client at CHANDLERY_TSANET_TOKENS",
        anything,
    ),
    Setting("CHANDLERY_TSANET_PASSWORD", "", "the password, or the client's secret", anything, secret=True),
    Setting("CHANDLERY_TSANET_TOKENS", "", "OAuth 2 token endpoint; empty: TSANet's own sign-in", collector),
    Setting("CHANDLERY_TSANET_SCOPE", "", "scope that a token is asked for with", anything),
    Setting("CHANDLERY_TSANET_TEST", "0", "1: cases are opened as tests, on which nobody's clock runs", switch),
    Setting("CHANDLERY_EXAMINERS", "1", "images that a process of certification examines at a time", number),
    Setting("CHANDLERY_EXAMINER_MEMORY", "2 GB", "what the examination of one image may take of memory", size),
    Setting("CHANDLERY_EXAMINER_MINUTES", "30", "how long the examination of one image may take", number),
    Setting(
        "CHANDLERY_ENGINE",
        "",
        "Docker engine that images are tried on, such as unix:///run/docker.sock; empty: none is tried",
        anything,
    ),
    Setting(
        "CHANDLERY_POLICY",
        "",
        "file (TOML) of what is asked of images, over the store's own; empty: the store's own alone",
        anything,
    ),
    Setting(
        "CHANDLERY_CERTIFIED_ENGINES",
        "",
        "engine versions that images are certified for, such as 28 29.1; empty: any",
        anything,
    ),
    Setting(
        "CHANDLERY_CERTIFIED_INFRASTRUCTURES",
        "",
        "infrastructures that images are certified for, separated by commas; empty: any",
        anything,
    ),
    Setting("CHANDLERY_WEBHOOKS_INSIDE", "0", "1: webhooks may go to addresses of the store's own network", switch),
    Setting("CHANDLERY_SEARCH_PREFIX", "", "what the names of its indices there begin with", name_part),
    Setting("AMQP_URI", "", "RabbitMQ, which `serve` needs; `up` needs none", broker, secret=True),
)

PROGRAM = Path(__file__).resolve().parents[2]
# The service stays in the value: who opens a log puts its name there.
EACH = {"service": "{service}", "program": str(PROGRAM)}

# Options of one command that may come from the environment too.
OF_COMMANDS = {"CHANDLERY_TOKEN", "CHANDLERY_STORE", "CHANDLERY_ADVISORIES", "CHANDLERY_KEY_PASSWORD"}


def resolve(environ: Mapping[str, str]) -> dict[str, str]:
    """Every setting with its value in force; raises BadSettings with one line a wrong value."""
    wrong: list[str] = []
    values: dict[str, str] = {}
    for setting in SETTINGS:
        value = _given(setting, environ, wrong)
        values[setting.name] = setting.default.format(**values, **EACH) if value is None else value
        if setting.name == "CHANDLERY_DATA":
            values[setting.name] = str(Path(values[setting.name]).expanduser().resolve())
        complaint = setting.check(values[setting.name])
        if complaint:
            shown = "" if setting.secret else f" is “{values[setting.name]}”;"
            wrong.append(f"{setting.name}{shown} {complaint}")
    if values["CHANDLERY_ADMIN_EMAIL"] and not values["CHANDLERY_ADMIN_PASSWORD"]:
        wrong.append("CHANDLERY_ADMIN_PASSWORD is missing; CHANDLERY_ADMIN_EMAIL needs it beside it")
    if wrong:
        raise BadSettings(wrong)
    return values


def misspelt(environ: Mapping[str, str]) -> list[str]:
    """One line for each CHANDLERY_ variable that is no setting, so that a typing mistake is not silently ignored."""
    known = {name for setting in SETTINGS for name in (setting.name, f"{setting.name}_FILE")} | OF_COMMANDS
    lines = []
    for name in sorted(environ):
        if name.startswith("CHANDLERY_") and name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.8)
            lines.append(f"{name} is not a setting" + (f"; {near[0]} is" if near else ""))
    return lines


def _given(setting: Setting, environ: Mapping[str, str], wrong: list[str]) -> str | None:
    file = environ.get(f"{setting.name}_FILE")
    if file is None:
        return environ.get(setting.name) or None  # set to nothing is not set
    try:
        return Path(file).read_text().strip() or None
    except OSError as error:
        wrong.append(f"{setting.name}_FILE names {file}, which cannot be read: {error.strerror}")
        return None
