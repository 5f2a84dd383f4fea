"""A line tells an operator what happened and on whose request, and repeats nothing that people wrote."""

import json
import logging
from collections.abc import Iterator

import pytest

from cli.chandlery import lines
from eventlog import tracing
from eventlog.refusal import Unavailable
from eventlog.tracing import Trail

log = logging.getLogger("chandlery.trial")
TRAIL = Trail("c-1", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    root, levels = logging.getLogger(), {name: logging.getLogger(name).level for name in lines.OURS}
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


def set_up(format: str, level: str = "warning") -> None:
    lines.set_up({"CHANDLERY_LOG_FORMAT": format, "CHANDLERY_LOG_LEVEL": level}, "catalog")


def test_text_is_one_line_with_the_correlation_at_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text")
    with tracing.on(TRAIL):
        log.warning("relay waits: %s", Unavailable("broker-away"))
    log.info("not told")
    assert (
        capsys.readouterr().err == "WARNING chandlery.trial: relay waits: Unavailable: broker-away (correlation c-1)\n"
    )


def test_json_has_fields_of_its_own_for_what_a_line_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("json", "info")
    with tracing.on(TRAIL):
        log.info("append", extra={"about": {"stream": "good-1", "ms": 0.4}})
    told = json.loads(capsys.readouterr().err)
    told.pop("time")
    about = {"stream": "good-1", "ms": 0.4}
    place = {"level": "INFO", "logger": "chandlery.trial", "service": "catalog", "message": "append"}
    assert told == {**place, "correlation": "c-1", "trace": TRAIL.trace, "about": about}


@pytest.mark.parametrize("format", ["text", "json"])
@pytest.mark.parametrize(
    ("told", "secret"),
    [
        ("mail to %s", "ada.lovelace+shop@mail.example.org"),
        ("line\nof %s", "ada@example.org"),
        ('invalid input syntax for type integer: "%s"\nLINE 1', "Ada Lovelace"),
        ('invalid input syntax for type integer: "12 "St James"\n%s"\nLINE 1', "Ada Lovelace"),
        ("operator does not exist\nLINE 1: SELECT * FROM t WHERE name = '%s'\n   ^\n", "Ada Lovelace"),
        ("violates check constraint\nDETAIL:  Failing row contains (1, 12 (b)\n%s).", "Ada Lovelace"),
        ("broker amqp://store:%s@10.0.0.1:5672/", "hunter2"),
        ("row Key (address)=(%s) already exists", "Ada Lovelace, 12 St James's Square"),
        ("Authorization: Basic %s", "YWRhOmh1bnRlcjI="),
        ("Authorization: Bearer %s", "eyJhbGciOi.J-_1"),
        ("held chy_%s", "0123456789abcdefABCDEF01234567890"),
        ("GET /reset?token=%s&x=1", "s3cr3t-link"),
    ],
)
def test_what_others_put_into_their_lines_is_masked(
    capsys: pytest.CaptureFixture[str], format: str, told: str, secret: str
) -> None:
    set_up(format)
    log.warning(told, secret)
    line = capsys.readouterr().err
    assert secret not in line
    assert "…" in line
    assert format == "text" or json.loads(line)["level"] == "WARNING"


def test_a_part_that_tells_of_each_try_is_told_of_once_by_who_uses_it(capsys: pytest.CaptureFixture[str]) -> None:
    set_up("text")
    for name in ("elastic_transport.node_pool", "amqp"):
        logging.getLogger(name).warning("has failed for 9 times in a row")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("format", ["text", "json"])
def test_an_error_that_repeats_what_it_was_given_is_named_by_its_kind(
    capsys: pytest.CaptureFixture[str], format: str
) -> None:
    set_up(format)
    given = " ".join(["Ada", "Lovelace"])  # a traceback shows the line itself
    try:
        try:
            int(given)
        except ValueError as wrong:
            raise OSError(28, "No space left on device") from wrong
    except OSError as error:
        log.error("failed: %s", error, exc_info=True)
    told = capsys.readouterr().err
    assert "Lovelace" not in told
    assert "ValueError" in told
    assert "No space left on device" in told
    assert "test_lines.py" in told
