"""`python -m demo URL`: fills an empty store with the demonstration, through its public doors alone."""

import hashlib
import os
import sys
from pathlib import Path

import requests

from demo import aftermath, buying, certified, supported
from demo import settings as configuration
from demo.accounts import PEOPLE, Accounts, open_all, signed_in
from demo.api import Api, Turned, until
from demo.catalogue import imports
from demo.publisher import Publishing
from demo.push import PushRefused, Registry
from demo.settings import Settings, Unfit

REFUSED, FAILED = 3, 1  # exit codes
BEGINNING = 5  # events: the first operator registered, verified and made operator, and a token or two of this process


def main(arguments: list[str]) -> int:
    url = arguments[0] if arguments else os.environ.get("CHANDLERY_URL", "http://localhost:8000")
    try:
        settings = configuration.load(url, os.environ)
        fill(settings)
    except Unfit as unfit:
        complain(f"Demonstration: {unfit}.")
        return REFUSED
    except (Turned, PushRefused, TimeoutError, RuntimeError, requests.ConnectionError) as problem:
        complain(f"Demonstration: not filled in. {problem}")
        return FAILED
    return 0


def fill(settings: Settings) -> None:
    """Goes on where an earlier start ended; a store that is filled already is only told of."""
    until(lambda: _answers(settings.url), f"{settings.url} does not answer")
    accounts = Accounts(settings.accounts)
    if not accounts.entries and not _is_empty(settings):
        raise Unfit("this store is somebody's; it fills empty ones only (CHANDLERY_DEMO=0 says so for good)")
    edition = _edition()
    if not settings.filled.exists() or settings.filled.read_text() != edition:
        open_all(settings, accounts)
        introduce(accounts)
        _import_all(Api(settings.url, accounts.token("operator")))
        _publish(settings, accounts)
        settings.filled.write_text(edition)
        say("The demonstration is filled in.")
    else:
        introduce(accounts)


def introduce(accounts: Accounts) -> None:
    say("The demonstration's accounts (tokens in demo-accounts.json):")
    for person in PEOPLE:
        entry = accounts.entries[person.role]
        say(f"  {person.role:<10} {entry['email']:<24} {entry['password']}")


def _is_empty(settings: Settings) -> bool:
    """Nothing was ever done in it but to make the first operator, who is the one that this demonstration was given."""
    if not settings.operator:
        return False
    try:
        operator = signed_in(Api(settings.url), settings.operator, settings.password, ("read", "staff"))
    except Turned as turned:
        if turned.code == "wrong-credentials":
            return False
        raise
    logs = {log["source"]: log["position"] for log in operator.get("/admin/logs")["items"]}
    return bool(logs["catalog"] == 0 and logs["billing"] == 0 and logs["identity"] <= BEGINNING)


def _import_all(operator: Api) -> None:
    changed = 0
    for body in imports():
        changed += len(operator.post("/imports", body)["changed"])
    say(f"{changed} official images are listed.")


def _publish(settings: Settings, accounts: Accounts) -> None:
    if not _answers(f"{settings.registry}/v2/", 401):
        raise Unfit("no registry answers, so there is nowhere to push the publisher's images; `doctor` says what to do")
    entry = accounts.entries["publisher"]
    realm = f"{settings.url}/registry/token"  # from within a container the address for people may lead nowhere
    registry = Registry(settings.registry, entry["email"], entry["token"], realm)
    publisher, reviewer = Api(settings.url, entry["token"]), Api(settings.url, accounts.token("reviewer"))
    Publishing(publisher, reviewer, registry, say).publish_all()
    reader = accounts.entries["finance"]
    as_reader = Registry(settings.registry, reader["email"], reader["token"], realm)
    aftermath.follow(publisher, reviewer, Api(settings.url, reader["token"]), as_reader)
    certified.certify(publisher, reviewer, say)
    customer, support = Api(settings.url, accounts.token("customer")), Api(settings.url, accounts.token("support"))
    buying.buy(customer, support)
    supported.ask(customer, support, publisher)


def _answers(url: str, status: int = 200) -> bool:
    try:
        return requests.get(url if status != 200 else f"{url}/healthz", timeout=5).status_code == status
    except requests.ConnectionError:
        return False


def _edition() -> str:
    """Of this demonstration: another catalogue or other products are filled in anew."""
    content = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.*")) if path.is_file())
    return hashlib.sha256(content).hexdigest()


def say(line: str) -> None:
    print(line, flush=True)


def complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
