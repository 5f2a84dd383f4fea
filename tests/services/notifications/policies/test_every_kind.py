"""Whatever somebody can choose to hear of is told by something, and nothing is told that nobody can choose."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from eventlog.projection import apply
from eventlog.recorded import Recorded
from eventlog.schema import registry
from eventlog.testing import project, recorded
from services.catalog.events import ProductPublished
from services.notifications.deciders.ending import NoteEnding
from services.notifications.events import BY_NAME, WebhookStopped
from services.notifications.letters.sayings import SAYINGS
from services.notifications.policies import searches, webhooks
from services.notifications.policies.audience import parse
from services.notifications.policies.notice import Notice
from tests.controls import (
    billing,
    catalog,
    certification,
    deals,
    identity,
    invoices,
    keys,
    licences,
    notifications,
    payees,
    payments,
    subscriptions,
    support,
    support_handovers,
    trust,
    vulnerabilities,
)
from tests.services.notifications.stories import AROUND, ENDINGS, HEARD, Story, knowing, released, scanned, shelf

CONTROLS = (
    *(billing, catalog, certification, deals, identity, invoices, licences, payees, payments, subscriptions, support),
    *(keys, support_handovers, trust, vulnerabilities),
)
EVENTS = {schema.event for schema in registry}
bought = (
    replace(subscriptions.started, agreed=replace(subscriptions.team, interval="year"), charge=None),
    *(replace(subscriptions.started, subscription=each) for each in (licences.SUBSCRIPTION, deals.SUBSCRIPTION)),
)


@cache
def everything() -> Story:
    """All that services tell, as far as the named examples go."""
    story = shelf.given(released("1.0"), scanned("1.0", high=1), released("1.1"), scanned("1.1"), *bought)
    story = story.given(
        vulnerabilities.shown, *(event for each in CONTROLS for event in vars(each).values() if type(event) in EVENTS)
    )
    return story.given(replace(identity.robot_created, expires=identity.NOON))


@cache
def said() -> tuple[list[Notice], list[NoteEnding]]:
    """Fact by fact, as they are heard."""
    db = project(AROUND, [])
    notices: list[Notice] = []
    ends: list[NoteEnding] = []
    known = knowing(db)
    for fact in everything().facts:
        apply([each for each in AROUND if each.source == fact.source], db, [fact])
        notices += HEARD[fact.source](fact.event, fact, known) if fact.source in HEARD else []
        found = ENDINGS[fact.source](fact.event, fact, known) if fact.source in ENDINGS else []
        ends += [each for each in found if isinstance(each, NoteEnding)]
        if isinstance(fact.event, ProductPublished):
            product = known.product(fact.event.product)
            notices += [searches.matched("s-1", "ada", product, fact.time, new=new) for new in (True, False)]
    db.close()
    stopped = (webhooks.heard(each, recorded(each, "webhook-1")) for each in STOPPED)
    return [*notices, *filter(None, stopped)], ends


def told() -> list[Notice | NoteEnding]:
    notices, ends = said()
    return [*notices, *ends]


STOPPED = [
    replace(each, reason=reason)
    for each in notifications.EVERY_EVENT
    if isinstance(each, WebhookStopped)
    for reason in ("failing", "gone")
]


def test_every_kind_has_a_fact_that_tells_it() -> None:
    kinds = {each.kind for each in told()}
    assert kinds == set(BY_NAME)


def test_every_turn_of_a_kind_has_words_of_its_own() -> None:
    notices, ends = said()
    turns = {(each.kind, each.facts.get("change", "")) for each in notices}
    turns |= {(note.kind, next((each.value for each in note.facts if each.name == "change"), "")) for note in ends}
    assert not [turn for turn in turns if "/".join(filter(None, turn)) not in SAYINGS]


def test_every_audience_is_one() -> None:
    for each in told():
        assert [parse(meant).kind for meant in each.audiences]


def test_every_notice_leads_somewhere_in_the_store() -> None:
    assert all(each.link.startswith("/") and "//" not in each.link for each in told())


def personal(fact: Recorded) -> Iterator[str]:
    schema = registry.of(type(fact.event))
    yield from (str(getattr(fact.event, name)) for name in schema.personal)


def test_no_notice_holds_anything_personal() -> None:
    hidden = {text for fact in everything().facts for text in personal(fact) if len(text) > 3}
    notices, ends = said()
    values = [value for each in notices for value in each.facts.values()]
    values += [each.value for note in ends for each in note.facts]
    assert hidden
    assert not [text for text in hidden for value in values if text in value]
