"""`chandlery backup`: all that a store cannot make anew, in a folder, while it goes on; the keys apart in another."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cli.chandlery import attached, copying, registry
from cli.chandlery.migrating import tables
from cli.chandlery.outside import FULL
from cli.chandlery.printing import Stop
from cli.chandlery.sealing import LOGS
from gateway.support.storing import place_of
from gateway.support.storing.folder import Folder

Say = Callable[[str], None]

FORMAT = 1
TOLD = "backup.json"
DATA, IMAGES, REGISTRY_KEYS, KEYS = "data", "images", "registry-keys", "identity.keys"
ATTACHMENTS = "attachments"  # beside the keys: they are as readable as what the keys open, and kept for as long
# What is made anew, is copied apart, or tells of people beside the logs: letters, and who asked for which token.
LEFT = {"views", "index", "registry", "mail", "log", "served", "sealed", "lock", "control.sock"}
LEFT |= {"arriving", ATTACHMENTS}
REGISTRY = Path("docker") / "registry" / "v2"  # below a registry's storage
COPY_AGAIN = "nothing was put back: copy the backup anew from where it is kept, or take another one"
OF_SQLITE = ("-wal", "-shm", "-journal")


@dataclass
class Backup:
    """What a backup's folder says of itself."""

    made: str
    kind: str  # sqlite or postgresql
    files: dict[str, str] = field(default_factory=dict)  # SHA-256 of each but images, which are named by theirs
    format: int = FORMAT

    @classmethod
    def of(cls, folder: Path) -> "Backup":
        """Raises Stop where there is none, or where it is not as it was made."""
        try:
            read = json.loads((folder / TOLD).read_text())
            if read["format"] > FORMAT:
                raise Stop(f"{folder} was made by a newer version of the store: restore it with that one")
            told = cls(**read)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise Stop(f"{folder} holds no backup that was finished; name a folder that `backup` has made") from error
        for name, sum_ in told.files.items():
            if not (folder / name).is_file():
                raise Stop(f"{folder / name} is missing; {COPY_AGAIN}")
            if sum_of(folder / name) != sum_:
                raise Stop(f"{folder / name} is not as it was backed up; {COPY_AGAIN}")
        return told


def back_up(settings: Mapping[str, str], folder: Path, keys: Path, say: Say, *, images: bool = True) -> None:
    """The roots first, then the logs, then the keys, then all that logs name: so nothing that is named is missing.

    Raises Stop where a folder is there already, or something cannot be read; then no folder is left.
    """
    if keys == folder or folder in keys.parents:
        raise Stop("the keys belong in a folder of their own, which is kept for days only: name it with --keys")
    data = Path(settings["CHANDLERY_DATA"])
    for named in (folder, keys):
        if data.resolve() in named.resolve().parents:
            raise Stop(f"{named} lies in CHANDLERY_DATA, which is backed up: name a folder outside of it")
    urls = {service: settings["CHANDLERY_LOGS"].format(service=service) for service in LOGS}
    with _made(folder) as main, _made(keys) as apart:
        _copy_data(settings, data / "sealed", main.folder / DATA / "sealed")
        for service, url in urls.items():
            say(f"log of {service}")
            copying.dump(url, main.folder / f"{service}.log")
        say("keys")
        copying.dump(settings["CHANDLERY_KEY_STORE"], apart.folder / KEYS)
        say("files of tickets")
        attached.copy(place_of(settings["CHANDLERY_ATTACHMENTS"]), Folder(apart.folder / ATTACHMENTS))
        _copy_data(settings, data, main.folder / DATA)
        registry_keys = Path(settings["CHANDLERY_REGISTRY_KEYS"])
        if registry_keys.is_dir() and registry_keys != data / "keys":
            _copy_data(settings, registry_keys, main.folder / REGISTRY_KEYS)
        main.finish(copying.kind_of(urls["identity"]))
        apart.finish(copying.kind_of(settings["CHANDLERY_KEY_STORE"]))
        if images:
            copy_images(registry.storage(settings), main.folder / IMAGES, say)


def copy_images(storage: Path, into: Path, say: Say, without: Collection[Path] = ()) -> None:
    """What is named before what it names: so no name leads nowhere, whatever is pushed meanwhile."""
    root = storage / REGISTRY
    for shelf in ("repositories", "blobs"):
        for here, folders, files in os.walk(root / shelf):
            folders[:] = [name for name in folders if name != "_uploads"]
            there = into / Path(here).relative_to(storage)
            there.mkdir(parents=True, exist_ok=True)
            for name in files:
                if not (there / name).exists() and Path(here) / name not in without:
                    _link_or_copy(Path(here) / name, there / name, may_link=shelf == "blobs")
        if (root / shelf).is_dir():
            say(f"images: {shelf}")


def sum_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


class _Making:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def finish(self, kind: str) -> None:
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        sums = {str(path.relative_to(self.folder)): sum_of(path) for path in files}
        told = Backup(datetime.now(UTC).isoformat(), kind, sums)
        (self.folder / TOLD).write_text(json.dumps(asdict(told), indent=2) + "\n")


@contextmanager
def _made(folder: Path) -> Iterator[_Making]:
    """A folder that is there when all of it is."""
    if folder.exists():
        raise Stop(f"{folder} is there already; a backup goes into a new folder")
    beside = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    try:
        yield _Making(beside)
        beside.rename(folder)
    except OSError as error:
        full = error.errno in FULL  # of a copy, Python names what is read, and not where there is no room
        raise Stop(f"{folder if full or not error.filename else error.filename}: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _copy_data(settings: Mapping[str, str], data: Path, into: Path) -> None:
    """Every file, those of SQLite as they are at one moment; not the databases, which have been copied."""
    databases = {copying.file_of(each.url) for each in tables(settings) if copying.kind_of(each.url) == "sqlite"}
    for here, folders, files in os.walk(data):
        left = LEFT if Path(here) == Path(settings["CHANDLERY_DATA"]) else set()
        folders[:] = [name for name in folders if name not in left]
        there = into / Path(here).relative_to(data)
        for name in files:
            file = Path(here) / name
            if name not in left and file not in databases and not name.endswith(OF_SQLITE):
                there.mkdir(parents=True, exist_ok=True, mode=0o700)
                _copy(file, there / name)


def _copy(file: Path, into: Path) -> None:
    if file.suffix == ".db":
        copying.copy(file, into)
    else:
        shutil.copy2(file, into)


def _link_or_copy(file: Path, into: Path, *, may_link: bool) -> None:
    """Blobs never change, so on one disk a second name is enough."""
    try:
        if may_link:
            into.hardlink_to(file)
            return
    except OSError:
        pass
    copying.put(file, into)
