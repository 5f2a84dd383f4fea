"""The report as one page that looks like the store and needs nothing beside it: no script, no request to anywhere."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from services.certification.examining.report import Report
from services.certification.reports import summary
from services.certification.reports.printable import printable


def render(report: Report) -> str:
    told = printable(report)
    style = Markup(_text("page.css"))  # noqa: S704 — our own
    return _page().render(report=told, conclusion=summary.conclusion(told), style=style) + "\n"


@cache
def _page() -> Template:
    room = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    words = (
        summary.holes,
        summary.name_of,
        summary.since,
        summary.uncompared,
        summary.under_headings,
        summary.verdict,
        summary.worst_first,
    )
    room.globals.update({each.__name__: each for each in words})
    return room.from_string(_text("page.html"))


def _text(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")
