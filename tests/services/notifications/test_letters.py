"""Letters on the real kernel: each goes out once, to whom it should still go, and can be stopped by one click."""

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from nameko.rpc import rpc

from eventlog.deadlines import Fired
from eventlog.refusal import Missing
from services.notifications.events import KINDS
from tests.mailing.test_mail import parsed
from tests.services.notifications.shop import Opened, Shop, open_shop


class Due(Opened):
    """With a door for tests to what a digest's hour does."""

    @rpc
    def digest_now(self, account: str, digest: str, notice: str) -> None:
        now = self.clock.now()
        told = {"digest": digest, "announcement": notice}
        self.send_digest(Fired("send_digest", now, account, told, id=f"due {notice}", fired_at=now))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("letters"), Due) as opened:
        yield opened


def address(shop: Shop, name: str) -> str:
    return str(shop.services.rpc.identity.profile(shop.accounts[name])["email"])


def letters(shop: Shop, name: str, about: str) -> list[EmailMessage]:
    """That went to somebody, with this in their subject."""
    found = [parsed(file.read_bytes()) for file in sorted((shop.folder / "mail").glob("*.eml"))]
    return [each for each in found if each["To"] == address(shop, name) and about in each["Subject"]]


def letter(shop: Shop, name: str, about: str) -> EmailMessage:
    (found,) = shop.services.until(lambda: letters(shop, name, about))
    return found


def told(shop: Shop, id: str, name: str = "ada", kind: str = "version.security", **facts: str) -> None:
    shop.announces(id, f"account:{shop.accounts[name]}", kind=kind, link="/acme/db", facts={"name": id, **facts})


def stops_at(found: EmailMessage) -> str:
    link = re.search(r"<http://store.example/unsubscribe/([^>]+)>", str(found["List-Unsubscribe"]))
    assert link
    return link[1]


def test_a_letter_says_what_happened_what_to_do_and_where(shop: Shop) -> None:
    told(shop, "Alpha", version="2.1", fixes="CVE-1", severity="high")
    found = letter(shop, "ada", "Security fix: Alpha 2.1")
    text, html = (str(part.get_content()) for part in found.iter_parts() if isinstance(part, EmailMessage))
    assert "Release 2.1 of Alpha mends CVE-1" in text
    assert "http://store.example/acme/db" in text.splitlines()
    assert 'href="http://store.example/acme/db"' in html
    assert (found["List-Unsubscribe-Post"], found["List-Id"]) == (
        "List-Unsubscribe=One-Click",
        "<version-security.notices.store.example>",
    )


def test_a_letter_tells_the_day_where_its_reader_lives(shop: Shop) -> None:
    shop.rpc.set_preferences({"zone": "Pacific/Kiritimati"}, shop.by("eve"))  # 14 hours ahead
    told(shop, "Zulu", "eve", "licence.ending", days="7", until="2040-01-28T12:00:00+00:00")
    text = letter(shop, "eve", "Zulu").get_body(("plain",))
    assert text is not None
    assert "on 29 January 2040" in text.get_content()
    assert shop.inbox("eve")["zone"] == "Pacific/Kiritimati"


def test_a_letter_comes_in_the_language_that_they_chose(shop: Shop) -> None:
    shop.rpc.set_preferences({"language": "de"}, shop.by("pat"))
    told(shop, "Umlaut", "pat", version="2.1")
    found = letter(shop, "pat", "Umlaut")
    html = next(part for part in found.iter_parts() if part.get_content_type() == "text/html")
    assert isinstance(html, EmailMessage)
    assert '<html lang="de">' in html.get_content()


def test_the_link_of_a_letter_stops_its_kind_and_no_other(shop: Shop) -> None:
    told(shop, "Beta", "sam")
    token = stops_at(letter(shop, "sam", "Beta"))
    assert shop.rpc.unsubscription(token) == {"kind": "version.security", "mail": "now", "page": True}
    assert [shop.rpc.unsubscribe(token)["kind"] for _ in range(2)] == ["version.security"] * 2
    assert shop.rpc.unsubscription(token)["mail"] == "off"
    told(shop, "Gamma", "sam")
    told(shop, "Delta", "sam", kind="price.changed")
    letter(shop, "sam", "Delta")
    assert letters(shop, "sam", "Gamma") == []


def test_a_link_works_again_for_who_changed_their_mind_between(shop: Shop) -> None:
    told(shop, "Again", "pat", kind="offer.made")
    token = stops_at(letter(shop, "pat", "Again"))
    shop.rpc.unsubscribe(token)
    shop.rpc.set_preferences({"kinds": {"offer.made": {"mail": "now"}}}, shop.by("pat"))
    shop.rpc.unsubscribe(token)
    assert shop.rpc.unsubscription(token)["mail"] == "off"


@pytest.mark.parametrize("change", [lambda token: token[:-1] + "x", lambda token: "A" + token, lambda token: ""])
def test_a_forged_link_stops_nothing(shop: Shop, change: object) -> None:
    told(shop, "Forged", kind="card.ending")
    token = stops_at(letter(shop, "ada", "Your card"))
    assert callable(change)
    with pytest.raises(Missing, match="unsubscription-unknown"):
        shop.rpc.unsubscribe(change(token))


def digests(shop: Shop, name: str) -> list[str]:
    """Names of those that wait for their hour."""
    account = shop.accounts[name]
    return [told["digest"] for what, of, told in shop.rpc.waiting() if (what, of) == ("send_digest", account)]


def test_a_digest_tells_of_what_was_not_read_meanwhile_and_its_link_stops_all_digests(shop: Shop) -> None:
    for id in ("Read", "Unread", "Untold"):
        told(shop, id, "eve", kind="version.deprecated" if id == "Untold" else "version.released", version="3")
    digest = digests(shop, "eve")[0]
    shop.rpc.mark_read(["Read.version.released"], shop.by("eve"))
    shop.rpc.set_preferences({"kinds": {"version.deprecated": {"mail": "off"}}}, shop.by("eve"))
    shop.settle()
    for id in ("Read", "Unread"):
        shop.rpc.digest_now(shop.accounts["eve"], digest, f"{id}.version.released")
    found = letter(shop, "eve", "Your day: ")
    assert found["Subject"] == "Your day: Unread 3 is out"
    token = stops_at(found)
    assert shop.rpc.unsubscription(token) == {"kind": "digests", "mail": "now", "page": True}
    shop.rpc.unsubscribe(token)
    assert shop.rpc.unsubscription(token) == {"kind": "digests", "mail": "off", "page": True}
    ways = {each["name"]: each["mail"] for each in shop.rpc.preferences(shop.by("eve"))["kinds"]}
    assert (ways["version.released"], ways["version.security"]) == ("off", "now")


def test_previews_show_each_letter_in_each_language(shop: Shop) -> None:
    items = shop.rpc.letters()["items"]
    assert {kind.name for kind in KINDS} <= {each["name"].partition("/")[0] for each in items}
    for each in items:
        shown = [shop.rpc.letter(each["name"], language) for language in each["languages"]]
        assert all(one["subject"] and one["text"] and one["html"] for one in shown)


def test_who_has_proven_no_address_gets_none(shop: Shop) -> None:
    new = shop.people.rpc.register("zoe@new.example", "Zoe", "correct horse battery", shop.people.by("zoe"))
    shop.accounts["zoe"] = new["id"]
    shop.settle()
    told(shop, "Unproven", "zoe")
    told(shop, "Proven", "ada")
    letter(shop, "ada", "Proven")
    assert letters(shop, "zoe", "Unproven") == []
