"""Lines that a process tells its operator, as text or as JSON: on the trail of a request, and fit to be kept.

What people wrote stays out of them. Ours name rules, streams and codes; what others put into theirs is masked.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from types import TracebackType

from eventlog import tracing

OURS = ("chandlery", "eventlog", "services")
QUOTING = (ValueError, LookupError, TypeError, AttributeError)  # errors that repeat what they were given
HIDDEN = "…"
# Of PostgreSQL's words: what a value follows that it cannot read, a row that it refuses, or the statement with both.
REPEATED = r"(\binvalid input [^:\n]*: |\bFailing row contains |^LINE \d+: |^CONTEXT: +)"
MASKS = (
    (re.compile(r"://[^/\s@\"]+@"), f"://{HIDDEN}@"),  # who opens a database or a broker
    (re.compile(r"[^\s\"'<>()\[\]{}=:,;/\\]+@[\w-]+(?:\.[\w-]+)+"), HIDDEN),  # addresses of people
    (re.compile(r"(Key \([^)]*\)=)\([^)]*\)"), rf"\1({HIDDEN})"),  # PostgreSQL's detail on a row
    (re.compile(rf"{REPEATED}.*?(?=\n\n\[SQL: |\n*\Z)", re.DOTALL | re.MULTILINE), rf"\1{HIDDEN}"),
    (re.compile(r"\b(Basic|Bearer) +[\w.~+/=-]+"), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(ch[yr])_\w+"), rf"\1_{HIDDEN}"),  # access and refresh tokens
    (re.compile(r"\b((?:token|password|secret|code)=)[^\s&\"']+"), rf"\1{HIDDEN}"),
)


def set_up(told: Mapping[str, str], service: str) -> None:
    """From now on the process's lines go to its error output; `service` names it in JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Text() if told["CHANDLERY_LOG_FORMAT"] == "text" else _json(service))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("amqp").setLevel(logging.ERROR)  # that a closing channel still gets messages is no news
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)  # it tells of each try; search tells once
    for name in OURS:
        logging.getLogger(name).setLevel(told["CHANDLERY_LOG_LEVEL"].upper())


class Text(logging.Formatter):
    """`WARNING eventlog.supervision: catalog: relay waits (correlation 0190…)`"""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 — logging's own name
        correlation = tracing.here().correlation
        return super().formatMessage(record) + (f" (correlation {correlation})" if correlation else "")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(careful(record))

    def formatException(self, ei: object) -> str:  # noqa: N802
        return "".join(_lines(ei[1]))  # type: ignore[index]


def _json(service: str) -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter

    class Json(JsonFormatter):
        """One object a line: time, level, logger, service, message, correlation, trace, and what the line is about."""

        def format(self, record: logging.LogRecord) -> str:
            trail, record = tracing.here(), careful(record)
            record.service = service
            record.correlation, record.trace = trail.correlation or None, trail.trace or None
            return super().format(record)

        def formatException(self, ei: object) -> str:  # noqa: N802
            return "".join(_lines(ei[1]))  # type: ignore[index]

    fields = "{levelname}{name}{service}{message}{correlation}{trace}"
    names = {"levelname": "level", "name": "logger", "exc_info": "exception"}
    return Json(fields, style="{", timestamp="time", rename_fields=names, json_ensure_ascii=False)


def careful(record: logging.LogRecord) -> logging.LogRecord:
    """A copy with its message masked, which tells of errors no more than `_told` does."""
    record = logging.makeLogRecord(record.__dict__)
    if isinstance(record.args, tuple):
        record.args = tuple(_told(each) if isinstance(each, BaseException) else each for each in record.args)
    record.msg, record.args, record.exc_text = masked(record.getMessage()), (), None
    return record


def masked(line: str) -> str:
    for pattern, instead in MASKS:
        line = pattern.sub(instead, line)
    return line


def _told(error: BaseException) -> str:
    """Of one that another service raised, its kind: that service has told the rest."""
    if hasattr(error, "exc_type"):
        return f"{type(error).__name__}: {error.exc_type}"
    quotes = isinstance(error, QUOTING) and type(error).__module__.partition(".")[0] not in OURS
    return type(error).__name__ + ("" if quotes else f": {error}")


def _lines(error: BaseException | None) -> Iterator[str]:
    """The places of an error and of what led to it, the first one first."""
    if error is None:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _lines(before)
        yield "which led to\n"
    place: TracebackType | None = error.__traceback__
    yield from traceback.format_tb(place)
    yield masked(f"{_told(error)}\n")
