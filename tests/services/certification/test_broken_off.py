"""An examination that breaks off goes on: what was noted is not told again, and what cannot be examined is told."""

import json
from pathlib import Path

from tests.controls import certification as told
from tests.services.certification.desk import DONE, REQUIRED, Desk, check, open_desk, says

AMD, ARM = told.AMD64.platform, told.ARM64.platform


def started(folder: Path) -> list[tuple[int, dict[str, object]]]:
    """Each child's process and what it was told to examine."""
    lines = (folder / "started").read_text().splitlines() if (folder / "started").exists() else []
    return [(int(line.partition(" ")[0]), json.loads(line.partition(" ")[2])) for line in lines]


def kinds(desk: Desk, id: str) -> list[tuple[str, str, str]]:
    events = desk.rpc.events_of(id, 0, desk.ruth())["events"]
    return [(each["kind"], each.get("platform", ""), each.get("check", "")) for each in events]


def test_a_child_that_was_killed_is_followed_by_another_that_goes_on(desk: Desk) -> None:
    desk.will_say(*says(AMD), "die")
    sent = desk.sends_in()
    desk.services.until(lambda: ("scan", AMD, "") in kinds(desk, sent))
    desk.will_say(*says(AMD, ARM), DONE)
    desk.until(sent, "in_review")
    assert [wanted["known"] for _, wanted in started(desk.folder)] == [[], [told.AMD64.digest]]
    told_of = kinds(desk, sent)
    assert len(told_of) == len(set(told_of))


def test_what_a_later_attempt_sees_otherwise_stops_no_examination(desk: Desk) -> None:
    desk.will_say({**check(REQUIRED[0], AMD, "pass"), "told": "after 3 s"}, "die")
    sent = desk.sends_in()
    desk.services.until(lambda: ("check", AMD, REQUIRED[0]) in kinds(desk, sent))
    desk.will_say(*says(AMD, ARM), DONE)
    assert desk.until(sent, "in_review")["in_the_way"] == []


def test_a_store_that_was_ended_goes_on_at_its_next_start(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        desk.sells()
        desk.pushes()
        desk.will_say(*says(AMD), "sleep")
        sent = desk.sends_in()
        desk.services.until(lambda: ("scan", AMD, "") in kinds(desk, sent))
    child = started(tmp_path)[0][0]
    assert not Path(f"/proc/{child}").exists()
    with open_desk(tmp_path) as again:
        again.will_say(*says(ARM), DONE)
        platforms = again.until(sent, "in_review")["platforms"]
        assert [each["passed"] for each in platforms] == [True, True]
    assert started(tmp_path)[1][1]["known"] == [told.AMD64.digest]


def test_an_image_that_cannot_be_read_has_failed(desk: Desk) -> None:
    desk.will_say({"line": "unreadable", "reason": "There is no such manifest."})
    assert desk.until(desk.sends_in(), "failed")["reasons"] == ["There is no such manifest."]


def test_an_examination_that_always_breaks_off_has_failed_after_three_tries(desk: Desk) -> None:
    desk.will_say("die")
    reasons = desk.until(desk.sends_in(), "failed")["reasons"]
    assert reasons == ["The examination broke off. exit code 9"]
    assert len(started(desk.folder)) == 3


def test_a_registry_that_is_away_is_waited_for(desk: Desk) -> None:
    desk.will_say({"line": "away", "reason": "connection refused"})
    sent = desk.sends_in()
    desk.services.until(lambda: len(started(desk.folder)) > 0)
    desk.will_say(*says(AMD), DONE)
    desk.until(sent, "in_review")


def test_what_was_withdrawn_is_not_examined_to_its_end(desk: Desk) -> None:
    desk.will_say(*says(AMD), "sleep")
    sent = desk.sends_in()
    desk.services.until(lambda: ("scan", AMD, "") in kinds(desk, sent))
    desk.rpc.withdraw(sent, desk.ada())
    child = started(desk.folder)[0][0]
    desk.services.until(lambda: not Path(f"/proc/{child}").exists())


def test_a_child_is_told_none_of_the_stores_secrets() -> None:
    from services.certification.adapters.examiner import environment_of

    around = {"PATH": "/bin", "CHANDLERY_LOGS": "postgresql://x:secret@db/y", "AMQP_URI": "amqp://x:secret@b//"}
    found = environment_of(around, {"CHANDLERY_STRIPE_KEY": "sk_live", "CHANDLERY_REGISTRY_API": "http://r:5000"})
    assert found == {"PATH": "/bin", "CHANDLERY_REGISTRY_API": "http://r:5000"}
