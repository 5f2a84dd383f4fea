"""TSANet's pings: subscribed to once, and believed only where they are signed with the secret of that subscription."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from demo.peers.tsanet.telling import signature
from eventlog.refusal import Forbidden, Invalid, Unavailable
from services.support.adapters.tsanet import Link, link_of
from services.support.settings import Settings
from tests.parts.tsanet import StandIn

PING = json.dumps({"eventType": "note.created", "requestToken": "abc", "noteToken": "n", "timestamp": "now"})
EVENT = json.dumps(
    {"specversion": "1.0", "type": "org.tsanet.connect.note.created", "id": "1", "data": {"requestToken": "abc"}}
)


def secret(folder: Path) -> str:
    return str(json.loads((folder / "keys" / "tsanet-webhook.json").read_text())["secret"])


def subscriptions(peer: StandIn) -> list[str]:
    kept = json.loads((peer.data / "tsanet.json").read_text())["subscriptions"]
    return [each["callbackUrl"] for each in kept.values()]


def test_pings_are_subscribed_to_once_and_their_secret_is_nobody_elses(
    link: Link, peer: StandIn, tmp_path: Path
) -> None:
    assert link.hook.subscribe()
    assert not link.hook.subscribe()
    assert subscriptions(peer) == ["http://store.example/webhooks/tsanet"]
    assert (tmp_path / "keys" / "tsanet-webhook.json").stat().st_mode & 0o077 == 0


def test_a_subscription_whose_answer_was_lost_is_given_back(link: Link, peer: StandIn) -> None:
    peer.plan("lose", "/v1/webhooks")
    with pytest.raises(Unavailable):
        link.hook.subscribe()
    link.hook.subscribe()
    assert subscriptions(peer) == ["http://store.example/webhooks/tsanet"]


def test_a_store_with_keys_of_its_own_leaves_anothers_subscription_alone(
    link: Link, peer: StandIn, tmp_path: Path
) -> None:
    link.hook.subscribe()
    told = {**peer.settings, "CHANDLERY_DATA": str(tmp_path / "other"), "CHANDLERY_URL": "http://store.example"}
    other = link_of(Settings.load(told))
    assert other is not None
    peer.plan("lose", "/v1/webhooks")
    with pytest.raises(Unavailable):
        other.hook.subscribe()
    other.hook.subscribe()
    kept = json.loads((peer.data / "tsanet.json").read_text())["subscriptions"]
    assert {each["secret"] for each in kept.values()} == {secret(tmp_path), secret(tmp_path / "other")}


def test_a_store_that_moved_is_pinged_at_its_new_address_alone(link: Link, peer: StandIn, tmp_path: Path) -> None:
    link.hook.subscribe()
    told = {**peer.settings, "CHANDLERY_DATA": str(tmp_path)}
    moved = link_of(replace(Settings.load(told), url="https://new.example"))
    assert moved is not None
    moved.hook.subscribe()
    assert subscriptions(peer) == ["https://new.example/webhooks/tsanet"]


@pytest.mark.parametrize("body", [PING, EVENT])
def test_a_signed_ping_tells_which_case(link: Link, tmp_path: Path, body: str) -> None:
    link.hook.subscribe()
    signed = {"x-hub-signature-256": signature(body.encode(), secret(tmp_path))}
    assert link.hook.read(signed, body) == "abc"


def test_a_ping_that_is_not_signed_so_is_not_believed(link: Link, tmp_path: Path) -> None:
    for before in ({}, {"X-Hub-Signature-256": signature(PING.encode(), "")}):
        with pytest.raises(Forbidden, match="ping-not-signed"):
            link.hook.read(before, PING)
    link.hook.subscribe()
    ours = signature(PING.encode(), secret(tmp_path))
    for headers, body in (
        ({"X-Hub-Signature-256": ours}, PING + " "),
        ({}, PING),
        ({"X-Hub-Signature-256": "é"}, PING),
    ):
        with pytest.raises(Forbidden, match="ping-not-signed"):
            link.hook.read(headers, body)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"requestToken": 7}', json.dumps({"requestToken": "x" * 201})])
def test_a_signed_ping_of_nothing_is_refused(link: Link, tmp_path: Path, body: str) -> None:
    link.hook.subscribe()
    with pytest.raises(Invalid):
        link.hook.read({"X-Hub-Signature-256": signature(body.encode(), secret(tmp_path))}, body)
