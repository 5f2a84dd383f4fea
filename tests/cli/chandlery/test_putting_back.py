"""A restore that was broken off goes on as if it were the first: the seals that it had begun are no flaws."""

from datetime import UTC, datetime
from pathlib import Path

from cli.chandlery import copying
from cli.chandlery.folder import Folder
from cli.chandlery.restoring import put_back
from cli.chandlery.settings import resolve
from eventlog.integrity import Draft, Head, seal
from eventlog.log import open_log
from eventlog.store import Append, CommandRow
from eventlog.witness import Witness

AT = "2026-12-01T12:00:00.000000Z"
ABOUT = '{"correlation":"","causation":"","actor":"ada","traceparent":""}'


def test_what_was_sealed_before_a_restore_was_broken_off_is_no_flaw_of_the_logs(tmp_path: Path) -> None:
    settings = resolve({"CHANDLERY_DATA": str(tmp_path / "data")})
    url = settings["CHANDLERY_LOGS"].format(service="billing")
    sealed_once(tmp_path / "data", url)
    copying.dump(url, tmp_path / "kept.db")
    assert flaws(settings) == []
    put_anew(tmp_path / "kept.db", url)
    assert flaws(settings, again=True) == []
    put_anew(tmp_path / "kept.db", url)
    assert len(flaws(settings)) == 1, "who restores another time is told of what came in between"


def sealed_once(data: Path, url: str) -> None:
    secret = bytes.fromhex(Folder(data).secret("services.secret"))
    log = open_log("billing", url, keys=None, secret=secret)
    lines = seal("order-1", Head(), [Draft("1", "billing.order-placed", 1, {})], AT, ABOUT)
    log.store.append(Append(lines, CommandRow("ada", "1", "f" * 64, None, AT)))
    Witness(data / "sealed" / "billing.jsonl", secret).note(log, datetime.now(UTC))
    log.close()


def put_anew(kept: Path, url: str) -> None:
    copying.empty(url)
    copying.load(kept, url)


def flaws(settings: dict[str, str], *, again: bool = False) -> list[str]:
    return [flaw for one in put_back(settings, lambda line: None, again=again) for flaw in one.flaws]
