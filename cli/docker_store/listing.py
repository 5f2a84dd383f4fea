"""Rows as they are asked for: a table, JSON lines, or a template; the same fields in each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cli.docker_store import tables
from cli.docker_store.clean import clean, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cli.docker_store.templates import Template

Row = dict[str, Any]


class Column:
    """`cell` makes a row's text; `most`: the cells after which it is shortened, where it may be (0: never)."""

    def __init__(self, heading: str, cell: Callable[[Mapping[str, Any]], str], most: int = 0) -> None:
        self.heading, self.cell, self.most = heading, cell, most


class Listing:
    """`fields`: what templates may name, all of them there in each row."""

    def __init__(self, fields: Sequence[str], columns: Sequence[Column] = ()) -> None:
        self.fields, self.columns = fields, columns

    def show(self, rows: Sequence[Row], form: str, *, whole: bool = False) -> None:
        """Prints, of a table no column that is empty in every row; raises Stop for a template that cannot be filled in,
        also where there is no row.
        """
        if form in ("", "table"):
            cells = [[self._cell(column, row, whole) for column in self.columns] for row in rows]
            filled = [place for place in range(len(self.columns)) if any(line[place] for line in cells)]
            headings = [self.columns[place].heading for place in filled]
            tables.show(headings, [[line[place] for place in filled] for line in cells], whole=whole)
        elif form == "json":
            for row in rows:
                print(json.dumps(row, ensure_ascii=False))
        else:
            self._by_template(self._template(form), rows)

    def check(self, form: str) -> None:
        """Refuses a template that cannot be filled in before anything is asked for it."""
        if form not in ("", "table", "json"):
            self._template(form)

    def _template(self, form: str) -> Template:
        from cli.docker_store.templates import Template

        return Template(form, self.fields)

    def _by_template(self, template: Template, rows: Sequence[Row]) -> None:
        filled = [template.filled(row) for row in rows]
        if not template.is_table:
            for line in filled:
                print(clean(line, lines=True))
            return
        lines = [[clean(cell) for cell in line.split("\t")] for line in (template.headings(), *filled)]
        print(tables.plain(lines[0], lines[1:]))

    @staticmethod
    def _cell(column: Column, row: Row, whole: bool) -> str:
        text = clean(column.cell(row))
        return shortened(text, column.most) if column.most and not whole else text


def fields(names: str) -> tuple[str, ...]:
    return tuple(names.split())


def of(name: str, missing: str = "") -> Callable[[Mapping[str, Any]], str]:
    """The field as it is."""
    return lambda row: str(row[name]) if row[name] not in (None, "") else missing
