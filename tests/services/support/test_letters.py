"""Letters to support join the ticket that they answer or open one, once; a stranger's and a program's never do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

import pytest

from eventlog.decider import Context
from mailing.smtp import SmtpMailer
from services.support.service.letters import STRANGER
from services.support.service.posting import Posting
from tests.controls import notifications
from tests.mailing.test_mail import MAIL, Inbox, parsed, smtp_server
from tests.services.support.shop import Shop

SUPPORT = "support@store.example"
Told = dict[str, Any]


def letter(message_id: str, text: str = "It fails.", **told: Any) -> Told:
    """As the mailroom hands it over."""
    known = {"sender": "ada@example.org", "recipients": [SUPPORT], "subject": "It fails", "references": []}
    return {"message_id": message_id, "text": text, "files": 0, "answer": True, **known, **told}


def take(shop: Shop, sent: Mapping[str, Any], name: str = "ada", *roles: str) -> Told:
    by = shop.by(name, *roles) if name else Context("stranger", STRANGER, datetime.now(UTC)).dump()
    taken: Told = shop.rpc.take_letter(sent, by)
    return taken


def letters(shop: Shop) -> list[EmailMessage]:
    return [parsed(file.read_bytes()) for file in sorted((shop.folder / "mail").glob("*.eml"))]


def mailed(shop: Shop, ticket: Told, name: str, about: str) -> EmailMessage:
    """The letter on a ticket that went to somebody and says this, once it is there."""
    address = shop.services.rpc.identity.profile(shop.accounts[name])["email"]

    def there() -> list[EmailMessage]:
        theirs = [
            each for each in letters(shop) if each["To"] == address and f"[{ticket['number']}]" in each["Subject"]
        ]
        return [each for each in theirs if about in each.get_content()]

    (found,) = shop.services.until(there)
    return found


def said(shop: Shop, ticket: str) -> list[str]:
    told = shop.rpc.ticket(ticket, shop.sam())
    return [each["text"] for each in told["timeline"][1:] if each["text"]]


@pytest.fixture
def asked(shop: Shop) -> Told:
    """A ticket of Ada's that the store's desk has answered."""
    opened = shop.ticket()
    shop.rpc.reply(opened["id"], "Which version is it?", [], True, "page", "", shop.sam())
    return opened


def answer(shop: Shop, asked: Told, message_id: str, text: str = "It is 2.1.") -> Told:
    ours = mailed(shop, asked, "ada", "Which version is it?")
    references = [*str(ours["References"]).split(), str(ours["Message-ID"])]
    return letter(message_id, text, references=references, recipients=[str(ours["Reply-To"])])


def test_a_customer_gets_a_desks_answer_in_the_thread_of_their_ticket(shop: Shop, asked: Told) -> None:
    opened = mailed(shop, asked, "ada", "We have your ticket")
    ours = mailed(shop, asked, "ada", "Which version is it?")
    assert ours["Subject"] == f"Re: [{asked['number']}] {asked['summary']}"
    assert ours["In-Reply-To"] == opened["Message-ID"]
    assert "We wait for your answer." in ours.get_content()
    assert "Auto-Submitted" not in ours


def test_each_of_a_ticket_gets_letters_in_the_language_that_they_chose(shop: Shop) -> None:
    chosen = replace(notifications.delivery_set, account=shop.accounts["ada"], language="de")
    shop.tell(chosen)
    shop.settle()
    opened = shop.ticket()
    mailed(shop, opened, "ada", "ist bei uns eingegangen")
    shop.tell(replace(chosen, language="en"))
    shop.settle()
    mailed(shop, shop.ticket(), "ada", "We have your ticket")


def test_a_letter_that_answers_ours_joins_its_ticket_and_is_what_was_waited_for(shop: Shop, asked: Told) -> None:
    taken = take(shop, answer(shop, asked, "<join@example.org>"))
    told = shop.rpc.ticket(asked["id"], shop.sam())
    assert (taken["done"], taken["ticket"]) == ("joined", asked["id"])
    assert told["waiting_on"] == "store"
    assert said(shop, asked["id"]) == ["Which version is it?", "It is 2.1."]


@pytest.mark.parametrize("by", ["references", "recipients"])
def test_our_message_id_or_the_address_that_we_signed_is_enough(shop: Shop, asked: Told, by: str) -> None:
    whole = answer(shop, asked, f"<{by}@example.org>")
    taken = take(shop, {**letter(whole["message_id"]), by: whole[by]})
    assert (taken["done"], taken["ticket"]) == ("joined", asked["id"])


def test_a_letter_that_comes_again_is_taken_once(shop: Shop, asked: Told) -> None:
    sent = answer(shop, asked, "<again@example.org>")
    take(shop, sent)
    assert take(shop, sent)["ticket"] == asked["id"]
    assert said(shop, asked["id"]).count("It is 2.1.") == 1


def test_a_letter_that_two_servers_bring_at_once_is_taken_once(shop: Shop, asked: Told) -> None:
    sent, by = answer(shop, asked, "<at-once@example.org>", "2.1, at once."), shop.ada()
    asking = [shop.rpc.take_letter.call_async(sent, by) for _ in range(4)]
    assert {each.result()["ticket"] for each in asking} == {asked["id"]}
    assert said(shop, asked["id"]).count("2.1, at once.") == 1


def test_a_letter_to_support_opens_a_ticket_once(shop: Shop) -> None:
    sent = letter("<new@example.org>", "It fails.\nEvery time.", subject="Re: Fwd: Restoring fails")
    opened, again = take(shop, sent), take(shop, sent)
    told = shop.rpc.ticket(opened["ticket"], shop.ada())
    assert (opened["done"], again["ticket"]) == ("opened", opened["ticket"])
    assert (told["summary"], told["owner"], told["opener"]["id"]) == ("Restoring fails", "store", shop.accounts["ada"])


def test_who_goes_on_before_we_answer_stays_on_their_ticket(shop: Shop) -> None:
    opened = take(shop, letter("<first@example.org>"))
    more = take(shop, letter("<second@example.org>", "And again.", references=["<first@example.org>"]))
    assert (more["done"], more["ticket"]) == ("joined", opened["ticket"])


def test_another_customers_letter_never_joins_a_ticket_with_a_stolen_message_id(shop: Shop, asked: Told) -> None:
    stolen = answer(shop, asked, "<stolen@example.org>", "Send me the backup.")
    taken = take(shop, stolen, "eve")
    assert (taken["done"], taken["ticket"] == asked["id"]) == ("opened", False)
    assert said(shop, asked["id"]) == ["Which version is it?"]


def test_a_strangers_letter_never_joins_a_ticket_and_is_told_how_to_reach_us(shop: Shop, asked: Told) -> None:
    stolen = answer(shop, asked, "<stranger@example.org>", "Send me the backup.")
    assert take(shop, {**stolen, "sender": "mallory@example.org"}, "")["done"] == "stranger"
    (ours,) = [each for each in letters(shop) if each["To"] == "mallory@example.org"]
    assert "could not tell it to be from one of our accounts" in ours.get_content()
    assert "backup" not in ours.get_content()
    assert said(shop, asked["id"]) == ["Which version is it?"]


def test_a_stranger_who_was_told_before_is_told_nothing(shop: Shop) -> None:
    take(shop, letter("<quiet@example.org>", sender="quiet@example.org", answer=False), "")
    assert "quiet@example.org" not in [each["To"] for each in letters(shop)]


@pytest.mark.parametrize("made_up", ["<{}.{}.00000000000000000000@store.example>", "<{}.{}@store.example>"])
def test_a_message_id_that_we_never_gave_leads_nowhere(shop: Shop, asked: Told, made_up: str) -> None:
    guessed = made_up.format(asked["id"], asked["id"])
    taken = take(shop, letter(f"<made-up-{len(guessed)}@example.org>", references=[guessed]))
    assert taken["ticket"] != asked["id"]


def test_our_own_letters_are_not_taken(shop: Shop, asked: Told) -> None:
    ours = mailed(shop, asked, "ada", "Which version is it?")
    assert take(shop, letter(str(ours["Message-ID"])))["done"] == "own"
    assert take(shop, letter("<loop@store.example>", sender=SUPPORT), "")["done"] == "own"


def test_a_letter_on_a_ticket_that_is_closed_opens_one_that_follows_it(shop: Shop, asked: Told) -> None:
    shop.rpc.resolve(asked["id"], shop.sam())
    shop.rpc.close(asked["id"], shop.sam())
    taken = take(shop, answer(shop, asked, "<late@example.org>"))
    told = shop.rpc.ticket(taken["ticket"], shop.ada())
    assert taken["done"] == "opened"
    assert told["timeline"][0]["text"] == f"It is 2.1.\n\nThis follows ticket {asked['number']}."


def test_a_letter_on_a_ticket_that_was_merged_joins_the_other(shop: Shop, asked: Told) -> None:
    into = shop.ticket()
    shop.rpc.merge(asked["id"], into["id"], shop.sam())
    assert take(shop, answer(shop, asked, "<merged@example.org>"))["ticket"] == into["id"]


def test_files_are_asked_for_under_whom_the_ticket_is_about(shop: Shop, asked: Told) -> None:
    sent = {**answer(shop, asked, "<files@example.org>", ""), "files": 1}
    taken = take(shop, sent, "sam", "support")
    assert (taken["done"], taken["owner"]) == ("files-wanted", shop.accounts["ada"])
    kept = {"id": "f" * 32, "media_type": "text/plain", "size": 3, "digest": "sha256:" + "0" * 64}
    assert take(shop, {**sent, "attachments": [kept]}, "sam", "support")["done"] == "joined"


def test_who_has_the_ticket_gets_what_the_customer_writes_and_may_answer_by_letter(shop: Shop, asked: Told) -> None:
    shop.rpc.assign(asked["id"], shop.accounts["sam"], shop.sam())
    take(shop, answer(shop, asked, "<to-sam@example.org>", "It is 2.1 and snapshots."))
    theirs = mailed(shop, asked, "sam", "It is 2.1 and snapshots.")
    back = letter("<from-sam@example.org>", "Take 2.2.", references=[str(theirs["Message-ID"])])
    assert take(shop, back, "sam", "support")["done"] == "joined"
    assert mailed(shop, asked, "ada", "Take 2.2.")["In-Reply-To"] == "<to-sam@example.org>"


def test_who_left_the_desk_gets_no_more_of_what_customers_write(shop: Shop, asked: Told) -> None:
    people, eve, root = shop.services.rpc.identity, shop.accounts["eve"], shop.people
    people.grant_role(eve, "support", root.by("root", "operator"))
    shop.settle()
    shop.rpc.assign(asked["id"], eve, shop.sam())
    take(shop, answer(shop, asked, "<to-eve@example.org>", "For Eve of the desk."))
    mailed(shop, asked, "eve", "For Eve of the desk.")
    people.withdraw_role(eve, "support", root.by("root", "operator"))
    shop.settle()
    take(shop, answer(shop, asked, "<to-nobody@example.org>", "For nobody who left."))
    shop.rpc.assign(asked["id"], shop.accounts["sam"], shop.sam())
    take(shop, answer(shop, asked, "<to-sam-now@example.org>", "For Sam now."))
    mailed(shop, asked, "sam", "For Sam now.")
    assert not [each for each in letters(shop) if "For nobody who left." in each.get_content()]


class Choosy(Inbox):
    """Takes each letter's receiver, unless it is to wait, and then not its words."""

    answer = "550 we do not like it"
    waiting = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, options: Any) -> str:  # noqa: N802
        if not self.waiting:
            envelope.rcpt_tos.append(to)
        return self.waiting or "250 OK"

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        return self.answer


def test_a_letter_that_is_refused_for_good_keeps_nobody_elses_back_and_one_that_is_not_is_sent_again() -> None:
    posting, inbox = Posting(), Choosy()
    with smtp_server(inbox) as port:
        posting.mailer = SmtpMailer(f"smtp://127.0.0.1:{port}")
        posting._send(MAIL)
        inbox.answer = "451 not now"
        with pytest.raises(SMTPDataError):
            posting._send(MAIL)
        inbox.waiting = "451 come back in five minutes"
        with pytest.raises(SMTPRecipientsRefused):
            posting._send(MAIL)


def test_what_was_quoted_is_not_sent_on(shop: Shop, asked: Told) -> None:
    shop.rpc.assign(asked["id"], shop.accounts["sam"], shop.sam())
    take(shop, answer(shop, asked, "<quoting@example.org>", "Version 2.1.7\n\n> On Monday Sam wrote:\n> Which?"))
    assert "Monday" not in mailed(shop, asked, "sam", "Version 2.1.7").get_content()


def test_a_resolution_is_told_with_the_day_until_which_it_can_be_undone(shop: Shop, asked: Told) -> None:
    shop.rpc.resolve(asked["id"], shop.sam())
    assert mailed(shop, asked, "ada", "This ticket was resolved.")["Auto-Submitted"] == "auto-generated"


@pytest.fixture
def handed(shop: Shop) -> Told:
    """To Acme's desk, which has taken it and asks something."""
    told: Told = shop.rpc.hand_over(shop.ticket()["id"], "acme", "direct", {}, "She waits.", shop.sam())
    shop.rpc.accept_handover(told["id"], "ACME-17", "Pat", "We look.", shop.pat())
    shop.rpc.request_information(told["id"], "Which file system?", shop.pat())
    return told


def test_who_handed_a_ticket_over_is_asked_by_letter_and_a_publishers_people_of_each_that_comes(
    shop: Shop, handed: Told
) -> None:
    assert "She waits." in mailed(shop, handed["ticket"], "pat", "asks you to take this ticket over").get_content()
    assert "/staff/desk/tickets/" in mailed(shop, handed["ticket"], "sam", "Which file system?").get_content()


def test_what_desks_ask_each_other_is_not_answered_by_a_letter_that_the_customer_would_read(
    shop: Shop, handed: Told
) -> None:
    theirs = mailed(shop, handed["ticket"], "sam", "Which file system?")
    assert theirs["Reply-To"] is None
    back = letter("<ext4@example.org>", "ext4", sender="sam@example.org", references=[str(theirs["Message-ID"])])
    assert take(shop, back, "sam", "support")["done"] == "refused"
    (refused,) = [each for each in letters(shop) if each["To"] == "sam@example.org"]
    assert "what desks say to each other" in refused.get_content()
    assert "ext4" not in said(shop, handed["ticket"]["id"])


def test_what_a_colleague_adds_to_words_between_desks_does_not_go_to_the_customer_either(
    shop: Shop, handed: Told
) -> None:
    theirs = mailed(shop, handed["ticket"], "sam", "Which file system?")
    thread = [*str(theirs["References"]).split(), str(theirs["Message-ID"]), "<colleague@store.example>"]
    back = letter("<zfs@example.org>", "zfs, as always", sender="sam@example.org", references=thread)
    assert take(shop, back, "sam", "support")["done"] == "refused"
    assert "zfs, as always" not in said(shop, handed["ticket"]["id"])


def test_a_desk_that_does_not_have_the_ticket_is_told_that_its_letter_was_put_nowhere(shop: Shop, asked: Told) -> None:
    ours = mailed(shop, asked, "ada", "Which version is it?")
    told = shop.rpc.hand_over(asked["id"], "acme", "direct", {}, "", shop.sam())
    back = letter("<too-soon@example.org>", "2.2", sender="pat@example.org", references=[str(ours["Message-ID"])])
    assert take(shop, back, "pat", "acme:support")["done"] == "refused"
    assert told["state"] == "requested"
    assert "2.2" not in said(shop, asked["id"])


def test_of_who_was_erased_no_letter_stays_with_us_whomever_it_went_to(shop: Shop) -> None:
    opened = take(shop, letter("<of-eve@example.org>", "My secret is 42."), "eve")
    ticket = shop.rpc.ticket(opened["ticket"], shop.sam())
    shop.rpc.assign(ticket["id"], shop.accounts["sam"], shop.sam())
    take(shop, letter("<more-of-eve@example.org>", "It is 43.", references=["<of-eve@example.org>"]), "eve")
    mailed(shop, ticket, "sam", "It is 43.")
    shop.services.rpc.identity.erase(shop.accounts["eve"], shop.by("eve"))
    shop.services.until(lambda: not any(ticket["number"] in each["Subject"] for each in letters(shop)))
