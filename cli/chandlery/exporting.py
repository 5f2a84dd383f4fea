"""`chandlery export` and `import-log`: one service's log to a file of CloudEvents, and from one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from cli.chandlery.backing import Say
from cli.chandlery.folder import Folder, InUse
from cli.chandlery.printing import Stop
from cli.chandlery.restoring import Restored, begin_seal, put_back
from eventlog.exporting import Unfit, exported, imported
from eventlog.log import open_log


def export(settings: Mapping[str, str], service: str, file: Path) -> int:
    """The log as it is at one moment, while others go on; how many lines. The file is there when it is whole."""
    if file.exists():
        raise Stop(f"{file} is there already; a log goes into a new file")
    if not file.absolute().parent.is_dir():
        raise Stop(f"{file}: there is no folder {file.parent}")
    engine = create_engine(settings["CHANDLERY_LOGS"].format(service=service), poolclass=NullPool, hide_parameters=True)
    beside = file.with_name(f".{file.name}.partial")
    try:
        with engine.connect() as db, beside.open("w", encoding="utf-8") as lines:
            if engine.dialect.name == "sqlite":
                db.exec_driver_sql("BEGIN")
            else:
                db.execution_options(isolation_level="REPEATABLE READ")
            count = 0
            for count, line in enumerate(exported(db, service), 1):  # noqa: B007
                lines.write(line + "\n")
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return count


def import_log(settings: Mapping[str, str], service: str, file: Path, say: Say) -> Restored:
    """Into a log that is empty, in a store that is down; raises Stop where the file is not a whole export."""
    folder = Folder(Path(settings["CHANDLERY_DATA"]))
    try:
        folder.take()
    except InUse as busy:
        raise Stop(f"{busy}; end that one first") from busy
    try:
        secret = bytes.fromhex(folder.secret("services.secret"))
        log = open_log(service, settings["CHANDLERY_LOGS"].format(service=service), keys=None, secret=secret)
        try:
            with file.open(encoding="utf-8") as lines:
                imported(log, lines)
        except Unfit as unfit:
            raise Stop(f"{file}: {unfit}") from unfit
        finally:
            log.close()
        begin_seal(folder.path / "sealed" / f"{service}.jsonl", f"before-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        return put_back(settings, say, [service])[0]
    finally:
        folder.give_back()
