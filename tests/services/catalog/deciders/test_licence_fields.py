"""What the licences of a plan may say."""

from dataclasses import replace

import pytest

from eventlog.refusal import Invalid
from services.catalog.deciders.licence_fields import checked
from services.catalog.events import LicenceField
from tests.controls.catalog import nodes

edition = LicenceField("edition", "Edition", "enum", "team", ("team", "fleet"), hidden=False)
seed = LicenceField("seed_key", "Seed", "password", "", (), hidden=True)


def test_fields_of_every_kind_fit() -> None:
    checked((nodes, edition, seed, replace(nodes, id="sso", kind="boolean", default="true")))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(nodes, id="Nodes!"), "licence-field-invalid"),
        (replace(nodes, name=""), "licence-field-invalid"),
        (replace(nodes, kind="float"), "licence-field-invalid"),
        (replace(nodes, options=("1",)), "licence-field-invalid"),
        (replace(edition, options=()), "licence-field-invalid"),
        (replace(nodes, default="three"), "licence-default-invalid"),
        (replace(nodes, kind="boolean", default="yes"), "licence-default-invalid"),
        (replace(edition, default="none"), "licence-default-invalid"),
        (replace(seed, default="secret"), "licence-default-invalid"),
    ],
)
def test_a_field_that_no_licence_could_carry_is_refused(wrong: LicenceField, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        checked((wrong,))


def test_a_field_is_named_once() -> None:
    with pytest.raises(Invalid, match="licence-field-invalid"):
        checked((nodes, nodes))
