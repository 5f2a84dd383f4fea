"""How somebody wants to hear of things, asked and said on the real kernel."""

from typing import Any

import pytest

from eventlog.refusal import Invalid
from services.notifications.events import KINDS
from tests.services.notifications.shop import Shop


def chosen(shop: Shop, name: str, kind: str) -> dict[str, Any]:
    return next(each for each in shop.rpc.preferences(shop.by(name))["kinds"] if each["name"] == kind)


def test_who_chose_nothing_hears_as_everybody_does(shop: Shop) -> None:
    told = shop.rpc.preferences(shop.by("eve"))
    assert [each["name"] for each in told["kinds"]] == [kind.name for kind in KINDS]
    assert not any(each["chosen"] for each in told["kinds"])
    assert (told["zone"], told["digest_at"], told["language"]) == ("UTC", "07:30", "en")
    assert told["mail"] == {"state": "ok", "reason": "", "code": "", "since": None}


def test_a_choice_can_be_read_as_soon_as_it_was_made(shop: Shop) -> None:
    said = {"kinds": {"price.changed": {"mail": "weekly"}}, "zone": "Europe/Berlin", "quiet_from": "22:00"}
    told = shop.rpc.set_preferences(said, shop.by("ada"))
    assert (told["zone"], told["quiet_from"], told["quiet_until"]) == ("Europe/Berlin", "22:00", "00:00")
    assert told["position"].startswith("notifications:")
    ways = {"group": "customer", "page": True, "mail": "weekly"}
    assert chosen(shop, "ada", "price.changed") == {"name": "price.changed", "chosen": True, **ways}
    assert chosen(shop, "eve", "price.changed")["mail"] == "now"


@pytest.mark.parametrize(
    ("wrong", "code"), [({"kinds": {"version.lost": {}}}, "notice-kind-unknown"), ({"loud": True}, "field-invalid")]
)
def test_what_cannot_be_chosen_is_refused(shop: Shop, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        shop.rpc.set_preferences(wrong, shop.by("ada"))


def test_letters_that_were_never_stopped_go_on(shop: Shop) -> None:
    assert shop.rpc.resume_mail(shop.by("ada"))["mail"]["state"] == "ok"
