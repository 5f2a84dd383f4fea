"""Pulls by HTTP: for the publisher's people, as JSON and as a file."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.tables import csv_file
from tests.controls.catalog import pulls_counted
from tests.gateway.counter import Counter, bearer
from tests.pages.shop import session_of
from tests.parts.countries import database

PERIOD = "from=2026-01-14&to=2026-01-15"


class Office:
    """Ada owns Acme, Mo is a mere member of it, Fin is of the store's finance, Bob of nothing."""

    def __init__(self, folder: Path, **environment: str) -> None:
        counter = Counter(folder, environment=environment)
        counter.organization("acme", ada="owner", mo="member")
        counter.publisher("acme", "ada")
        product = counter.product("acme/db")
        counter.tell(("pulls-acme/db/2026-01-15", replace(pulls_counted, product=product)))
        people = {"ada": (), "mo": (), "bob": (), "fin": ("finance",)}
        self.tokens = {name: counter.token(counter.account(name, *held)) for name, held in people.items()}
        self.tokens["reader"] = counter.token("ada", "read")
        self.client: FlaskClient = counter.client()

    def get(self, who: str, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=bearer(self.tokens[who]))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Of which all only ask."""
    return Office(tmp_path_factory.mktemp("office"))


def test_a_publisher_sees_its_pulls_by_day(office: Office) -> None:
    page = office.get("ada", f"/publishers/acme/pulls?{PERIOD}").get_json()
    nothing = {"pulls": 0, "checks": 0, "free": 0, "paid": 0}
    assert page == {
        "items": [
            {"key": "2026-01-14", **nothing},
            {"key": "2026-01-15", "pulls": 2, "checks": 5, "free": 2, "paid": 0},
        ],
        "total": 2,
        "next": None,
    }


@pytest.mark.parametrize("who", ["ada", "mo", "fin", "reader"])
def test_the_team_and_staff_see_pulls(office: Office, who: str) -> None:
    page = office.get(who, f"/products/acme/db/pulls?{PERIOD}&by=platform").get_json()
    assert [(one["key"], one["pulls"]) for one in page["items"]] == [("linux/amd64", 2), ("unknown", 0)]


def test_countries_are_told_where_the_operator_has_a_database_of_them(tmp_path: Path) -> None:
    office = Office(tmp_path, CHANDLERY_COUNTRIES=str(database(tmp_path / "c.mmdb")))
    page = office.get("ada", f"/products/acme/db/pulls?{PERIOD}&by=country").get_json()
    assert [(one["key"], one["pulls"], one["checks"]) for one in page["items"]] == [("DE", 2, 0), ("unknown", 0, 5)]


def test_the_page_names_them_in_the_readers_language(tmp_path: Path) -> None:
    office = Office(tmp_path, CHANDLERY_COUNTRIES=str(database(tmp_path / "c.mmdb")))
    office.client.set_cookie("chandlery_session", session_of(office.client.application, "ada"))
    for language, name in (("en", "Germany"), ("de", "Deutschland")):
        page = office.client.get(f"/publish/acme/db/pulls?{PERIOD}", headers={"Accept-Language": language})
        assert (page.status_code, name in page.text) == (200, True)


@pytest.mark.parametrize("path", ["/publishers/acme/pulls", "/products/acme/db/pulls"])
def test_others_do_not(office: Office, path: str) -> None:
    answer = office.get("bob", path)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not-yours")


def test_tags_of_all_products_carry_their_address(office: Office) -> None:
    page = office.get("ada", f"/publishers/acme/pulls?{PERIOD}&by=tag").get_json()
    assert [one["key"] for one in page["items"]] == ["acme/db:1.0.0"]


def test_pages_follow_each_other(office: Office) -> None:
    first = office.get("ada", f"/products/acme/db/pulls?{PERIOD}&limit=1").get_json()
    rest = office.get("ada", f"/products/acme/db/pulls?{PERIOD}&limit=1&after={first['next']}").get_json()
    assert [one["key"] for one in first["items"] + rest["items"]] == ["2026-01-14", "2026-01-15"]
    assert rest["next"] is None


def test_the_same_is_there_as_a_file(office: Office) -> None:
    answer = office.get("ada", f"/products/acme/db/pulls?{PERIOD}&by=how&format=csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    name = "pulls-acme-db-by-how-2026-01-14-2026-01-15.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.get_data(as_text=True) == "key,pulls,checks,free,paid\r\ntag,2,0,2,0\r\ncheck,0,5,0,0\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(start: str) -> None:
    text = csv_file(["tag"], [[f"{start}cmd|' /C calc'!A0"]], "x.csv").get_data(as_text=True)
    assert f"'{start}cmd" in text


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("by=country", "country-not-known"),
        ("from=2026-01-16&to=2026-01-15", "period-invalid"),
        ("from=2020-01-01&to=2026-01-15", "period-invalid"),
        ("by=mood", "invalid-input"),
        ("from=yesterday", "invalid-input"),
    ],
)
def test_what_cannot_be_told_is_said(office: Office, asked: str, code: str) -> None:
    answer = office.get("ada", f"/publishers/acme/pulls?{asked}")
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)


def test_a_month_before_the_first_day_begins_with_it(office: Office) -> None:
    answer = office.get("ada", "/publishers/acme/pulls?to=0001-01-01")
    assert (answer.status_code, [day["key"] for day in answer.get_json()["items"]]) == (200, ["0001-01-01"])


def test_unknown_publishers_and_products_are_missing(office: Office) -> None:
    assert office.get("fin", "/publishers/none/pulls").get_json()["code"] == "no-such-publisher"
    assert office.get("fin", "/products/acme/none/pulls").get_json()["code"] == "no-such-product"
