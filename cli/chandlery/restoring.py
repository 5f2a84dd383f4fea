"""`chandlery restore`: a backup put where there is no store; its logs are another incarnation of what they were."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.chandlery import (
    attached,
    backing,
    copying,
    every_event,  # noqa: F401 — events by name
    groundwork,
    imaged,
    keyed,
    migrating,
    outside,
    registry,
)
from cli.chandlery.backing import Backup, Say
from cli.chandlery.carrying import carry
from cli.chandlery.folder import RESTORING, Folder
from cli.chandlery.printing import Stop
from cli.chandlery.sealing import LOGS, first
from eventlog.log import Log, open_log
from eventlog.migrations import Migrations
from eventlog.putback import find_places, renew
from eventlog.witness import Witness
from gateway.support.storing import place_of
from gateway.support.storing.folder import Folder as Attached

ERASED = Path("erased") / "erased.jsonl"  # who was erased is never rolled back: both lists count


@dataclass(frozen=True)
class Restored:
    """What came of one log; `flaws` are sentences about what is not as it was written or sealed."""

    service: str  # or images, which have no events
    events: int | None
    flaws: Sequence[str]
    told: Sequence[str]


def restore(settings: Mapping[str, str], backup: Path, keys: Path | None, say: Say) -> list[Restored]:
    """Raises Stop before anything is written where it does not fit; the folder's lock is its caller's.

    What is broken off later is noted in the folder: no store starts on it, and the same restore goes on. `finished`
    takes that note away. `keys` None: without the keys of personal fields, which are unreadable then as if everybody
    had been erased.
    """
    folder = Folder(Path(settings["CHANDLERY_DATA"]))
    urls = {service: settings["CHANDLERY_LOGS"].format(service=service) for service in LOGS}
    told = Backup.of(backup)
    if any(f"{service}.log" not in told.files for service in LOGS):
        raise Stop(f"{backup} holds no store: name the folder that `backup` was given, not the one of its keys")
    kind = _must_fit(told, urls["identity"])
    kind_of_keys = None if keys is None else _must_fit(_of_keys(keys, told), settings["CHANDLERY_KEY_STORE"])
    _must_be_ours(backup, folder)
    for url in groundwork.databases(settings):
        if groundwork.made(url):
            say(f"made the database {copying.named(url)}")
    every = [*urls.values(), settings["CHANDLERY_KEY_STORE"]]
    again = bool(_begun(folder))
    _must_be_free(folder, told, every)
    with _noted(folder, told, every):
        _put_data(settings, backup, folder)
        for service, url in urls.items():
            say(f"log of {service}")
            _load(kind, backup / f"{service}.log", url, migrating.of_log(service))
        if keys is not None:
            say("keys")
            _load(kind_of_keys, keys / backing.KEYS, settings["CHANDLERY_KEY_STORE"], [migrating.OF_KEYS])
            keyed.must_open(urls["identity"], settings["CHANDLERY_KEY_STORE"], keys)
            say("files of tickets")
            attached.copy(Attached(keys / backing.ATTACHMENTS), place_of(settings["CHANDLERY_ATTACHMENTS"]))
        images = put_images(backup / backing.IMAGES, registry.storage(settings), say)
        return [*put_back(settings, say, again=again), *images]


def finished(settings: Mapping[str, str]) -> None:
    (Path(settings["CHANDLERY_DATA"]) / RESTORING).unlink(missing_ok=True)


def put_back(
    settings: Mapping[str, str], say: Say, services: Sequence[str] = LOGS, *, again: bool = False
) -> list[Restored]:
    """Logs that lie in their databases again, by whatever means: each gets another incarnation and a new seal.

    `again`: one that was broken off may have come as far as to begin the new seals.
    """
    migrating.migrated(settings)
    folder = Folder(Path(settings["CHANDLERY_DATA"]))
    secret = bytes.fromhex(folder.secret("services.secret"))
    with ExitStack() as opened:
        every = [_opened(service, settings, secret, opened) for service in LOGS]
        logs = [log for log in every if log.source in services]
        witnesses = {log.source: Witness(folder.path / "sealed" / f"{log.source}.jsonl", secret) for log in logs}
        for log in logs if again else ():
            _take_up_seal(folder.path / "sealed" / f"{log.source}.jsonl", log.incarnation)
        say("looking whether the logs are as they were written")
        flaws = {log.source: [*first(log.verify()), *witnesses[log.source].flaws(log)] for log in logs}
        for log in logs:
            begin_seal(folder.path / "sealed" / f"{log.source}.jsonl", log.incarnation)
            renew(log)
            witnesses[log.source].note(log, datetime.now(UTC))
        return [Restored(log.source, log.head(), flaws[log.source], list(_places(log, every))) for log in logs]


def _of_keys(keys: Path, told: Backup) -> Backup:
    if not (keys / backing.TOLD).exists():
        raise Stop(
            f"{keys} holds no keys that were backed up: name their folder with --keys, or say --without-keys, and "
            "every name, address and file of a ticket stays unreadable for good"
        )
    of_keys = Backup.of(keys)
    if backing.KEYS not in of_keys.files or datetime.fromisoformat(of_keys.made) < datetime.fromisoformat(told.made):
        raise Stop(f"the keys in {keys} are not those of this backup, but older: name others with --keys")
    return of_keys


def _must_be_free(folder: Folder, told: Backup, urls: Sequence[str]) -> None:
    """What a restore of the same backup had put there before it was broken off is taken away again."""
    begun = _begun(folder)
    if begun and begun["made"] != told.made:
        raise Stop(
            f"A restore of the backup of {begun['made']} into {folder.path} was broken off, and this is another one: "
            "give that one again, or remove the folder and what is in the databases"
        )
    for url in urls:
        if not copying.is_empty(url):
            if not begun or copying.named(url) not in begun["databases"]:
                raise Stop(
                    f"{copying.named(url)} is in use: a backup is put where there is no store; move that one away"
                )
            copying.empty(url)


def _begun(folder: Folder) -> Mapping[str, Any]:
    """What was noted of a restore that was broken off; nothing where none was."""
    file = folder.path / RESTORING
    return dict(json.loads(file.read_text())) if file.exists() else {}


@contextmanager
def _noted(folder: Folder, told: Backup, urls: Sequence[str]) -> Iterator[None]:
    beside = folder.path / f".{RESTORING}"
    beside.write_text(json.dumps({"made": told.made, "databases": [copying.named(url) for url in urls]}))
    beside.replace(folder.path / RESTORING)
    try:
        yield
    except Exception as error:
        line = error.line if isinstance(error, Stop) else outside.line(error)
        if line is None:
            raise
        raise Stop(
            f"{line}. No store starts on what was put back so far: mend that, and give the same command again"
        ) from error


def _must_fit(told: Backup, url: str) -> str:
    """The backup's kind. What lay in files can go into PostgreSQL; nothing else changes its kind."""
    wanted = copying.kind_of(url)
    if (told.kind, wanted) not in ((wanted, wanted), ("sqlite", "postgresql")):
        raise Stop(f"the backup is of {told.kind}, and the settings name {wanted}")
    return told.kind


def _load(kind: str | None, file: Path, url: str, groups: Sequence[Migrations]) -> None:
    if kind == copying.kind_of(url):
        copying.load(file, url)
    else:
        carry(file, url, groups)


def _put_data(settings: Mapping[str, str], backup: Path, folder: Folder) -> None:
    """What is there already stays: a volume that outlived its databases."""
    _add_erased(backup / backing.DATA / ERASED, folder.path / ERASED)
    _put_missing(backup / backing.DATA, folder.path)
    _put_missing(backup / backing.REGISTRY_KEYS, Path(settings["CHANDLERY_REGISTRY_KEYS"]))


def _must_be_ours(backup: Path, folder: Folder) -> None:
    theirs = backup / backing.DATA / "keys" / "services.secret"
    ours = folder.path / "keys" / "services.secret"
    if ours.exists() and theirs.exists() and ours.read_bytes().strip() != theirs.read_bytes().strip():
        raise Stop(
            f"{ours} is another store's, and what this backup sealed with its own secret would not be known: name an "
            "empty folder with CHANDLERY_DATA, or move that one away"
        )


def put_images(images: Path, storage: Path, say: Say) -> list[Restored]:
    if not images.is_dir():
        return []
    damaged = imaged.damaged(images)
    backing.copy_images(images, storage, say, damaged)
    return [Restored("images", None, list(imaged.flaws(images, damaged)), ())]


def _put_missing(source: Path, target: Path) -> None:
    for file in (path for path in source.rglob("*") if path.is_file()):
        there = target / file.relative_to(source)
        if not there.exists():
            copying.put(file, there)


def _add_erased(backed_up: Path, ours: Path) -> None:
    if backed_up.exists() and ours.exists():
        known = set(ours.read_text().splitlines())
        with ours.open("a") as file:
            file.writelines(f"\n{line}" for line in backed_up.read_text().splitlines() if line not in known)


def _opened(service: str, settings: Mapping[str, str], secret: bytes, opened: ExitStack) -> Log:
    log = open_log(service, settings["CHANDLERY_LOGS"].format(service=service), keys=None, secret=secret)
    opened.callback(log.close)
    log.sequence()  # what was committed has its position before anybody is placed by it
    return log


def begin_seal(sealed: Path, before: str) -> None:
    """What was sealed of the log before this one stays beside, under its name."""
    if sealed.exists():
        sealed.rename(sealed.with_name(f"{sealed.stem}.{before}.jsonl"))


def _take_up_seal(sealed: Path, before: str) -> None:
    """The one that was set aside; what took its place is of no log, and stays beside in its turn."""
    aside = sealed.with_name(f"{sealed.stem}.{before}.jsonl")
    if aside.exists():
        begin_seal(sealed, f"broken-off-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        aside.rename(sealed)


def _places(source: Log, logs: Sequence[Log]) -> Iterator[str]:
    for log in logs:
        for found in find_places(log, source):
            if found.position is None:
                yield (
                    f"{found.follower} has handled other events of {source.source}: it stays stopped until the logs of "
                    f"{log.source} and {source.source} are put back as they were at one time"
                )
            elif found.lost:
                yield f"{found.follower} had handled {found.lost} events of {source.source} that are lost"
