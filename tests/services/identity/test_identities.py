"""Signing in by a provider's word: who gets an account, whose is linked, and what its word of an address is worth."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from eventlog.refusal import Conflicting, Forbidden, Missing
from services.identity.service import Identity
from tests.parts.openid import Provider, Somebody, provider
from tests.parts.services import config_in, running
from tests.services.identity.conftest import OPERATOR, PASSWORD, Desk
from tests.services.identity.test_second_factor import turned_on

HOME, REDIRECT = "192.0.2.7", "http://localhost:8000/sign-in/back"
PEOPLE = {
    name: Somebody(f"{name}@provided.example") for name in ("new", "old", "squat", "both", "ends", "shut", "free")
}
DOUBTED = Somebody("doubted@provided.example", proven=False)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider"), REDIRECT, (*PEOPLE.values(), DOUBTED)) as found:
        yield found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, peer: Provider) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("identity")
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", **OPERATOR, **peer.settings)
    with running(config, Identity) as services:
        yield Desk(services, folder / "mail")


def came_back(house: Desk, peer: Provider, who: Somebody) -> dict[str, Any]:
    asked = house.rpc.begin_at_provider(REDIRECT)
    back = parse_qs(urlsplit(peer.signs_in(who, asked["address"])).query)
    found: dict[str, Any] = house.rpc.identify_at_provider(back["code"][0], asked["nonce"], asked["verifier"], REDIRECT)
    return found


def test_who_is_new_gets_an_account_that_nobody_has_to_confirm(house: Desk, peer: Provider) -> None:
    who = PEOPLE["new"]
    signed = house.rpc.sign_in_by_identity(came_back(house, peer, who), house.by())
    assert house.rpc.profile(signed["account"]) == {"id": signed["account"], "email": who.email, "name": "Grace Hopper"}
    assert house.rpc.identity(signed["account"]) == {"linked": True, "password": False}
    again = house.rpc.sign_in_by_identity(came_back(house, peer, who), house.by())
    assert again == {**signed, "position": ""}
    assert house.letter(who.email)["Subject"] == "You can sign in through the sign-in service"
    assert len(house.letters(who.email)) == 1


def test_an_account_with_the_address_is_not_opened_by_the_word_of_another(house: Desk, peer: Provider) -> None:
    who = PEOPLE["old"]
    account, known = house.member(who.email), came_back(house, peer, who)
    with pytest.raises(Conflicting, match="address-has-account"):
        house.rpc.sign_in_by_identity(known, house.by())
    house.rpc.link_identity(account, known, house.by())
    assert house.rpc.sign_in_by_identity(came_back(house, peer, who), house.by())["account"] == account
    assert house.rpc.authenticate(who.email, PASSWORD, HOME)["account"] == account


def test_a_registration_that_nobody_confirmed_gives_way(house: Desk, peer: Provider) -> None:
    who = PEOPLE["squat"]
    squatter = house.registers(who.email)
    assert house.rpc.sign_in_by_identity(came_back(house, peer, who), house.by())["account"] != squatter


def test_an_address_that_the_provider_does_not_vouch_for_opens_no_account(house: Desk, peer: Provider) -> None:
    with pytest.raises(Forbidden, match="address-not-proven"):
        house.rpc.sign_in_by_identity(came_back(house, peer, DOUBTED), house.by())
    assert house.rpc.account_of(DOUBTED.email) is None


def test_a_name_that_the_store_does_not_take_is_cut(house: Desk) -> None:
    told = {"issuer": "https://x.example", "key": "c07", "email": "cut@provided.example", "proven": True}
    signed = house.rpc.sign_in_by_identity({**told, "name": "\tGrace\nHopper " + "x" * 200}, house.by())
    name = house.rpc.profile(signed["account"])["name"]
    assert (name[:13], len(name)) == ("GraceHopper x", 100)


def test_one_identity_opens_one_account(house: Desk, peer: Provider) -> None:
    known = came_back(house, peer, PEOPLE["both"])
    first, second = house.member("first@provided.example"), house.member("second@provided.example")
    house.rpc.link_identity(first, known, house.by())
    with pytest.raises(Conflicting, match="identity-taken"):
        house.rpc.link_identity(second, known, house.by())
    house.rpc.unlink_identity(first, house.by(first))
    house.rpc.link_identity(second, known, house.by())
    assert house.rpc.sign_in_by_identity(known, house.by())["account"] == second


def test_who_is_erased_comes_back_as_somebody_new(house: Desk, peer: Provider) -> None:
    who = PEOPLE["ends"]
    signed = house.rpc.sign_in_by_identity(came_back(house, peer, who), house.by())
    house.rpc.erase(signed["account"], house.by(signed["account"]))
    again = house.rpc.sign_in_by_identity(came_back(house, peer, who), house.by())
    assert again["account"] != signed["account"]


def test_who_is_shut_out_stays_out(house: Desk, peer: Provider) -> None:
    known = came_back(house, peer, PEOPLE["shut"])
    signed = house.rpc.sign_in_by_identity(known, house.by())
    house.rpc.suspend(signed["account"], "sends spam", house.by("olga", "operator"))
    with pytest.raises(Forbidden, match="account-suspended"):
        house.rpc.sign_in_by_identity(known, house.by())


def test_a_second_proof_is_asked_for_here_too(house: Desk, peer: Provider) -> None:
    known = came_back(house, peer, PEOPLE["free"])
    signed = house.rpc.sign_in_by_identity(known, house.by())
    assert signed["second_factor"] is False
    turned_on(house, signed["account"])
    assert house.rpc.sign_in_by_identity(known, house.by())["second_factor"] is True


def test_a_store_without_a_provider_says_so(desk: Desk) -> None:
    with pytest.raises(Missing, match="no-sign-in-service"):
        desk.rpc.begin_at_provider(REDIRECT)
