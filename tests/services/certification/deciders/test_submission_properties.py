"""Whatever is told and asked in whatever order: what did not pass and was not waived is never certified."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventlog.decider import Context
from eventlog.refusal import Refused
from services.certification.deciders import examination, reviewing
from services.certification.deciders.prerequisites import Prerequisite
from services.certification.deciders.submission import Command, submission
from services.certification.deciders.submission_state import Absent, Event, Submission
from services.certification.events import SubmissionAccepted
from tests.controls import certification as told
from tests.services.certification.deciders.stories import ada, bob, ruth

PLATFORMS = {one.platform: one.digest for one in told.opened.platforms}
CHECKS = ("layers", "secrets", "starts")
LEVELS = {"layers": "required", "secrets": "required", "starts": "reviewed"}
REQUIRED = frozenset(check for check, level in LEVELS.items() if level == "required")
STOPS = ("fail", "error", "not_run")
OUTCOMES = ("pass", "advice", "warn", *STOPS)

platforms, checks = st.sampled_from([*PLATFORMS, "linux/riscv64"]), st.sampled_from(CHECKS)
noted = st.builds(
    lambda platform, check, outcome: examination.NoteCheck(
        platform, check, "shape", check, LEVELS[check], outcome, "", ()
    ),
    platforms,
    checks,
    st.sampled_from(OUTCOMES),
)
scanned = st.builds(
    lambda platform, digest: examination.NoteScan(platform, digest, 1, told.SBOM, "", 0, 0, 0, 0, 0),
    st.sampled_from(sorted(PLATFORMS)),
    st.sampled_from([*PLATFORMS.values()]),
)
days = st.dates(date(2026, 10, 1), date(2029, 1, 1))
accepting = st.builds(
    lambda until, met: reviewing.AcceptSubmission(until, (Prerequisite("agreement", met, ""),), REQUIRED),
    st.none() | days,
    st.sampled_from([True, True, True, False]),
)
waiving = st.builds(reviewing.WaiveCheck, checks, st.just("Known."), days, st.just(REQUIRED))
told_by_a_child: st.SearchStrategy[Command] = st.one_of(
    noted, noted, scanned, st.builds(examination.NoteUnexamined, platforms, st.just("It is cut off."))
)
anything: st.SearchStrategy[Command] = st.one_of(
    told_by_a_child,
    accepting,
    waiving,
    st.sampled_from([examination.BeginExamination(), examination.FinishExamination()]),
    st.sampled_from([reviewing.Ask("Why?"), reviewing.Answer("So."), reviewing.AssignReviewer("")]),
    st.sampled_from([reviewing.RejectSubmission(("No.",)), reviewing.WithdrawSubmission()]),
    st.just(examination.FailExamination("It is gone.")),
)
somebody = st.sampled_from([ada, ruth, ruth, bob])


@st.composite
def stories(draw: st.DrawFn) -> list[tuple[Command, Context]]:
    """What a child tells, its end, and what people ask; now and then all of it mixed."""
    lines = [(line, ruth) for line in draw(st.lists(told_by_a_child, min_size=4, max_size=14))]
    asked = [(each, ruth) for each in draw(st.lists(waiving | accepting, min_size=1, max_size=5))]
    story = [*lines, (examination.FinishExamination(), ruth), *asked]
    mixed = draw(st.lists(st.tuples(st.integers(0, len(story)), anything, somebody), max_size=4))
    for place, command, by in mixed:
        story.insert(place, (command, by))
    return story


def decided(state: Submission | Absent, command: Command, by: Context) -> list[Event]:
    """Nothing where it is refused."""
    try:
        return submission.decide(command, state, by)
    except Refused:
        return []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_only_what_was_examined_and_passed_or_was_waived_is_certified(story: list[tuple[Command, Context]]) -> None:
    state: Submission | Absent = submission.fold([told.opened])
    for command, by in story:
        events = decided(state, command, by)
        for event in events:
            if isinstance(event, SubmissionAccepted):
                must_be_sound(event, state, by)
        for event in events:
            state = submission.evolve(state, event)
        assert decided(state, command, by) == []  # asked twice, decided once


def must_be_sound(accepted: SubmissionAccepted, state: Submission | Absent, by: Context) -> None:
    assert isinstance(state, Submission)
    assert by.has("reviewer")
    assert accepted.platforms
    for platform in accepted.platforms:
        assert state.scans[platform].digest == PLATFORMS[platform]
        for check in REQUIRED:
            done = state.checks.get((platform, check))
            if done is None or done.outcome in STOPS:
                waiver = state.waivers[check]
                assert by.today <= accepted.until <= waiver.until


@settings(max_examples=60, deadline=None)
@given(st.lists(noted | scanned, max_size=20), st.data())
def test_in_whichever_order_a_child_tells_the_same_is_known(lines: list[Command], data: st.DataObject) -> None:
    """Of each platform and check one outcome, as children tell it."""
    told_once = list({key_of(line): line for line in lines}.values())
    other = data.draw(st.permutations(told_once))
    assert heard(told_once) == heard(other)


def key_of(line: Command) -> tuple[str, ...]:
    if isinstance(line, examination.NoteScan):
        return ("scan", line.platform)
    assert isinstance(line, examination.NoteCheck)
    return (line.platform, line.check)


def heard(lines: list[Command]) -> tuple[object, ...]:
    state: Submission | Absent = submission.fold([told.opened])
    for line in lines:
        for event in submission.decide(line, state, ada):
            state = submission.evolve(state, event)
    assert isinstance(state, Submission)
    return dict(state.checks), dict(state.scans), state.examined
