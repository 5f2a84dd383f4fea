"""What the view of entitlements shows after what happened."""

from dataclasses import replace
from typing import Any

from eventlog.testing import MIDDAY, project
from services.billing.projections import entitlements
from tests.controls import billing as controls
from tests.controls.billing import ADA, DATABASE

STREAM = f"customer-{ADA}"


def after(*events: Any) -> Any:
    return project([entitlements.projection], [(STREAM, event) for event in events])


def test_a_granted_right_is_shown_to_its_holder() -> None:
    with after(controls.accepted, controls.granted) as db:
        (shown,) = entitlements.of_holder(db, ADA)
    assert (shown["repository"], shown["terms_version"], shown["granted"]) == ("acme/db", "1", MIDDAY)


def test_a_right_granted_anew_replaces_the_one_before() -> None:
    with after(controls.granted, replace(controls.granted, terms_version="2")) as db:
        assert [each["terms_version"] for each in entitlements.of_holder(db, ADA)] == ["2"]


def test_an_ended_right_is_gone() -> None:
    with after(controls.granted, controls.ended) as db:
        assert entitlements.of_holder(db, ADA) == []


def test_everybody_who_holds_a_product_is_found() -> None:
    with after(controls.granted, replace(controls.granted, holder="bob")) as db:
        assert {each["holder"] for each in entitlements.of_product(db, DATABASE)} == {ADA, "bob"}
        assert entitlements.of_product(db, "another") == []
