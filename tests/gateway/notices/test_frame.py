"""The frame around every page leaves its pages' own words alone."""

from pathlib import Path

from jinja2 import Environment, nodes

BASE = Path("gateway/templates/base.html")


def test_the_frame_sets_no_word_that_a_page_might_be_given() -> None:
    read = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(BASE.read_text())
    assert list(read.find_all((nodes.Assign, nodes.AssignBlock))) == []
