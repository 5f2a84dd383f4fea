"""Templates as docker's own commands take them, and a sentence for what they do not."""

import pytest

from cli.docker_store.ending import Stop
from cli.docker_store.templates import Template

ROW = {"Name": "Tidewater DB", "Tags": ["4.2.1", "4.2"], "Grade": None, "Held": True, "Rating": {"Mean": 4.5}, "N": 2}


def filled(text: str) -> str:
    return Template(text, list(ROW)).filled(ROW)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{.Name}}", "Tidewater DB"),
        ("{{ .Name }}: {{.N}}", "Tidewater DB: 2"),
        ("{{json .Tags}}", '["4.2.1", "4.2"]'),
        ("{{upper .Name}}", "TIDEWATER DB"),
        ("{{.Name | lower}}", "tidewater db"),
        ('{{join .Tags ", "}}', "4.2.1, 4.2"),
        ("{{join .Tags `/` | upper}}", "4.2.1/4.2"),
        ("{{.Tags}}", "[4.2.1 4.2]"),
        ("{{.Grade}}", ""),
        ("{{.Held}}", "true"),
        ("{{.Rating.Mean}}", "4.5"),
        (r"{{.Name}}\t{{.N}}", "Tidewater DB\t2"),
        ("a {{- .Name -}} b", "aTidewater DBb"),
        ("no action at all", "no action at all"),
    ],
)
def test_a_template_is_filled_in_as_docker_does(text: str, shown: str) -> None:
    assert filled(text) == shown


def test_the_whole_row_is_json_too() -> None:
    assert filled("{{json .}}").startswith('{"Name": "Tidewater DB", "Tags": ["4.2.1"')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{.Nmae}}", "there is no .Nmae"),
        ("{{range .Tags}}", "“range” is not known here"),
        ("{{join .Tags}}", "join takes 2 values"),
        ("{{json}}", "json takes 1 values"),
        ("{{.Name", "is not closed"),
        ("{{}}", "is not complete"),
        ("{{.Name |}}", "is not complete"),
        ("{{printf .Name}}", "“printf” is not known here"),
        ('{{"open}}', "cannot be read"),
        ("{{.Name .N}}", "is not known here"),
    ],
)
def test_what_is_no_template_of_ours_is_told_by_name(text: str, said: str) -> None:
    with pytest.raises(Stop, match=said.replace("(", r"\(").replace(".", r"\.")):
        filled(text)


def test_a_table_has_the_fields_as_headings() -> None:
    template = Template(r"table {{.Name}}\t{{json .Tags}}", list(ROW))
    assert (template.is_table, template.headings()) == (True, "NAME\tTAGS")
