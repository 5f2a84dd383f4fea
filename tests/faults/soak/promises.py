"""What must hold afterwards, whatever happened: each promise is a list of the places where it is broken."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select, text

from eventlog.following import OwnLog
from eventlog.log import UNPLACED, Log, open_log
from eventlog.reading import ReadModel
from eventlog.rebuilding import Difference, compare
from eventlog.recorded import Recorded
from eventlog.tables import commands, due, outbox
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, shelf, used_names
from tests.eventlog.shop import SECRET
from tests.faults.soak.stage import Stage


class Aftermath:
    """The shop's and the office's log, read from the first event to the last."""

    def __init__(self, stage: Stage, shop: Log, office: Log) -> None:
        self.stage, self.shop_log, self.office_log = stage, shop, office
        self.shop, self.office = list(_all(shop)), list(_all(office))

    def broken_order(self) -> list[str]:
        """Positions that are not 1, 2, 3 …, versions that are not so in their stream, and what does not hash."""
        return [fault for log, events in self._logs() for fault in (*_disorder(events), *log.verify())]

    def without_position(self) -> list[int]:
        """Committed events that nobody could ever read."""
        return [missing for log, _ in self._logs() for missing in _unplaced(log)]

    def twice(self) -> list[str]:
        """Commands whose events are there twice, and events of one id."""
        ids = Counter(each.id for each in (*self.shop, *self.office))
        answered = Counter(each.correlation for each in self.shop if each.actor == "ada")
        expected = {id: len(told) for id, told in self.stage.clients.told.items()}
        wrong = [id for id, count in answered.items() if count != expected.get(id, count)]
        return [id for id, count in ids.items() if count > 1] + wrong

    def lost(self) -> list[str]:
        """Commands that were answered, with the position that was told, and are not there."""
        at = {name: each.correlation for each in self.shop for name in (str(each.position), each.id)}
        with self.shop_log.reading() as db:
            stored = set(db.scalars(select(commands.c.id)))
        answered = {id: told.partition(":")[2] for id, told in self.stage.clients.acknowledged.items()}
        return [id for id, told in answered.items() if id not in stored or (told != UNPLACED and at.get(told) != id)]

    def not_reacted(self) -> dict[str, int]:
        """Arrivals that the office did not book just once."""
        booked = Counter(each.causation for each in self.office)
        return {each.id: booked[each.id] for each in self._arrivals() if booked[each.id] != 1}

    def not_fired(self) -> dict[str, int]:
        """Deadlines whose command was not given just once."""
        looked = Counter(each.causation for each in self.shop if each.stream.startswith("good-look-"))
        with self.shop_log.reading() as db:
            rows = db.execute(select(due)).all()
        wrong = {row.id: looked[row.id] for row in rows if looked[row.id] != 1 or row.fired_at is None or row.error}
        return wrong | {each.id: 0 for each in self._arrivals() if each.id not in {row.causation for row in rows}}

    def not_told(self) -> list[str]:
        """Arrivals that the outside does not know, or of which it is still to be told."""
        known = {path.name for path in self.stage.outside.iterdir()}
        with self.shop_log.reading() as db:
            waiting = set(db.scalars(select(outbox.c.key).where(outbox.c.done_at.is_(None))))
        return [each.id for each in self._arrivals() if each.id not in known or each.id in waiting]

    def not_published(self) -> int:
        with self.shop_log.reading() as db:
            return len(self.shop) - int(db.scalar(text("SELECT coalesce(max(position), 0) FROM relay_cursor")) or 0)

    def differences(self) -> list[Difference]:
        """Rows of read models that are not what a replay makes; and followers that are not at the end."""
        found: list[Difference] = []
        for name, projection in (("shop", shelf), ("names", used_names)):
            view = View(ReadModel(name, [projection]), self.stage.views_url)
            assert view.reader.position("shop") == len(self.shop), name
            assert view.parked() == []
            found += compare(view, {"shop": OwnLog(self.shop_log)})
            view.close()
        return found

    def _logs(self) -> list[tuple[Log, list[Recorded]]]:
        return [(self.shop_log, self.shop), (self.office_log, self.office)]

    def _arrivals(self) -> list[Recorded]:
        return [each for each in self.shop if isinstance(each.event, GoodArrived)]


@contextmanager
def aftermath(stage: Stage) -> Iterator[Aftermath]:
    shop, office = (open_log(name, stage.log_url(name), keys=None, secret=SECRET) for name in ("shop", "office"))
    try:
        yield Aftermath(stage, shop, office)
    finally:
        shop.close()
        office.close()


def _all(log: Log) -> Iterator[Recorded]:
    after = 0
    while page := log.read_all(after):
        yield from page
        after = page[-1].position


def _disorder(events: list[Recorded]) -> Iterator[str]:
    versions: dict[str, int] = defaultdict(int)
    for expected, each in enumerate(events, 1):
        versions[each.stream] += 1
        if each.position != expected or each.version != versions[each.stream]:
            yield f"{each.source} {expected}: position {each.position}, {each.stream} {each.version}"


def _unplaced(log: Log) -> list[int]:
    with log.reading() as db:
        return list(db.scalars(text("SELECT id FROM events WHERE id NOT IN (SELECT event FROM positions)")))
