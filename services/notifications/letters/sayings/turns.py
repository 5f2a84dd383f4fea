"""Turns that their kinds take seldom."""

from services.notifications.letters.saying import Saying
from services.notifications.letters.sayings.helping import handover, ticket

RELEASES, SALES, LISTING = "See the releases", "See your sales", "See the listing"
SUBMISSION, STATEMENT = "See the submission", "See the statement"


def _sale(title: str, *texts: str) -> Saying:
    return Saying((title,), texts, (), SALES)


SAYINGS = {
    "version.released/back": Saying(
        ("%(tag)s of %(name)s leads to %(version)s again", "A tag of %(name)s leads to an older release again"),
        ("The tag %(tag)s of %(name)s led to %(was)s, and leads to %(version)s again.",
         "A tag of %(name)s leads to an older release again."),
        ("If you pull by this tag, read why before you pull anew.",),
        RELEASES,
    ),
    "version.yanked/security": Saying(
        ("%(name)s (%(plan)s) %(version)s was withdrawn: it is not safe",
         "%(name)s %(version)s was withdrawn: it is not safe", "A release of %(name)s was withdrawn: it is not safe"),
        ("The publisher of %(name)s withdrew release %(version)s for security: %(reason)s",
         "The publisher of %(name)s withdrew release %(version)s for security.",
         "The publisher of %(name)s withdrew one of its releases for security."),
        ("Stop using it, and move to another release. It cannot be pulled any more.",),
        RELEASES,
    ),
    "vulnerability.found/several": Saying(
        ("%(count)s vulnerabilities in %(name)s %(version)s", "Vulnerabilities in %(name)s"),
        ("%(count)s vulnerabilities were found in %(name)s %(version)s, the worst of them %(advisory)s (%(severity)s).",
         "%(count)s vulnerabilities were found in %(name)s %(version)s.",
         "Vulnerabilities were found in %(name)s, which you use."),
        ("The store tells you when a release mends them.",),
        "See what is known",
    ),
    "product.held/late": Saying(
        ("%(name)s is on hold: a fix is late",),
        ("The store put %(name)s on hold, since the fix for %(advisory)s is late.",
         "The store put %(name)s on hold, since a security fix is late."),
        ("You can go on pulling it; look whether the vulnerability touches how you use it.",),
        "See the product",
    ),
    "payment.trouble/confirm": Saying(
        ("Confirm a payment for %(name)s",),
        ("Your bank wants you to confirm the payment of %(amount)s for %(name)s.",
         "Your bank wants you to confirm a payment for %(name)s."),
        ("Open the invoice, and confirm it there.",),
        "Confirm the payment",
    ),
    "payment.trouble/never-ran": Saying(
        ("Your subscription to %(name)s did not begin",),
        ("The first payment for %(name)s did not come, so your subscription did not begin.",),
        ("If you still want it, subscribe again.",),
        "See your subscriptions",
    ),
    "ticket.moved/merged": ticket(
        "Your ticket %(number)s goes on in another",
        "Your ticket %(number)s is about the same as another, and goes on there.",
    ),
    "handover.moved/refused": handover(
        "Ticket %(number)s could not be handed over",
        "Ticket %(number)s could not be handed over.",
        "It stays with you.",
    ),
    "handover.moved/asked": handover(
        "The other desk asks about ticket %(number)s",
        "The other desk asks you something about ticket %(number)s, and waits for you.",
        "Answer it there.",
    ),
    "handover.moved/answered": handover(
        "An answer about ticket %(number)s", "The other desk answered you about ticket %(number)s."
    ),
    "handover.moved/noted": handover(
        "A note on ticket %(number)s", "The other desk wrote a note on ticket %(number)s."
    ),
    "robot.ending/token": Saying(
        ("Your access token …%(last_four)s stops working %(in_days)s",
         "Your access token …%(last_four)s stopped working on %(past)s",
         "An access token of yours stops working"),
        ("Your access token that ends in %(last_four)s, made on %(made)s, runs out %(in_days)s, on %(until)s.",
         "Your access token that ends in %(last_four)s, made on %(made)s, ran out on %(past)s.",
         "One of your access tokens runs out."),
        ("If “docker store login” made it, run that again; else make a new one, and put it in the old one’s place.",),
        "See your tokens",
    ),
    "listing.moved/held": Saying(
        ("%(name)s was put on hold",),
        ("The store put %(name)s on hold: %(reason)s", "The store put %(name)s on hold."),
        ("Mend what is wrong; until then, customers see that it is on hold.",),
        LISTING,
    ),
    "listing.moved/lifted": Saying(
        ("%(name)s is off hold",), ("The store lifted the hold on %(name)s.",), (), LISTING
    ),
    "listing.moved/revoked": Saying(
        ("%(name)s was revoked",), ("The store revoked %(name)s: nobody can pull it any more.",), (), LISTING
    ),
    "listing.moved/not-published": Saying(
        ("%(name)s could not be published on its day",),
        ("%(name)s was to be published now, and was not: %(reason)s",
         "%(name)s was to be published now, but something that it needs is missing."),
        ("See to it, and publish it then.",),
        LISTING,
    ),
    "listing.moved/offered": Saying(
        ("You are offered %(name)s",),
        ("%(publisher)s wants to hand %(name)s over to you.", "Its publisher wants to hand %(name)s over to you."),
        ("Take it over, or leave it.",),
        "See the offer",
    ),
    "listing.moved/transferred": Saying(
        ("%(name)s was taken over",),
        ("%(publisher)s took over %(name)s, as you offered.", "%(name)s was taken over, as you offered."),
        (),
        "See the product",
    ),
    "listing.moved/publisher-suspended": Saying(
        ("%(publisher)s was suspended as a publisher", "You were suspended as a publisher"),
        ("The store suspended the publisher %(publisher)s: %(reason)s",
         "The store suspended the publisher %(publisher)s.",
         "The store suspended you as a publisher."),
        ("Nothing new can be pushed, released or published until this is over.",),
        "See the publisher’s page",
    ),
    "listing.moved/publisher-reinstated": Saying(
        ("%(publisher)s can publish again", "You can publish again"),
        ("The publisher %(publisher)s can publish again.", "You can publish again."),
        (),
        "See the publisher’s page",
    ),
    "release.finished/refused": Saying(
        ("%(name)s %(version)s cannot be released", "An image of %(name)s cannot be released"),
        ("What was pushed as %(name)s %(version)s cannot be released: %(reason)s",
         "What was pushed as %(name)s %(version)s cannot be released.",
         "An image that was pushed for %(name)s cannot be released."),
        ("Mend it, and push it again.",),
        "See what went wrong",
    ),
    "sale.moved/tried": _sale(
        "A trial of %(name)s began", "Somebody tries %(name)s (%(plan)s).", "Somebody tries %(name)s."
    ),
    "sale.moved/bought": _sale(
        "A trial of %(name)s became a subscription",
        "Somebody who tried %(name)s (%(plan)s) pays for it from now on.",
        "Somebody who tried %(name)s pays for it from now on.",
    ),
    "sale.moved/cancelled": _sale(
        "A subscription to %(name)s was cancelled",
        "A subscription to %(name)s (%(plan)s) will not be renewed.",
        "A subscription to %(name)s will not be renewed.",
    ),
    "sale.moved/resumed": _sale(
        "A subscription to %(name)s goes on", "A subscription to %(name)s that was cancelled goes on."
    ),
    "sale.moved/accepted": _sale("Your offer of %(name)s was accepted", "Your offer of %(name)s was accepted."),
    "licence.ending/cancelled": Saying(
        ("Your order of %(name)s was cancelled",),
        ("%(publisher)s has cancelled your order of %(name)s (%(plan)s): it can be pulled by it no more.",
         "Your order of %(name)s was cancelled: it can be pulled by it no more."),
        ("Ask the publisher, if you did not expect it.",),
        "See the order",
    ),
    "sale.moved/declined": _sale(
        "Your offer of %(name)s was declined", "Your offer of %(name)s was declined by whom you made it to."
    ),
    "sale.moved/fulfilled": _sale(
        "An order of %(name)s was fulfilled", "An order of %(name)s was fulfilled: its customer can pull it."
    ),
    "sale.moved/withdrawn": _sale("An order of %(name)s was cancelled", "An order of %(name)s was cancelled."),
    "statement.ready/paid": Saying(
        ("%(amount)s are on their way to you", "Your payout is on its way"),
        ("The payout of %(amount)s was sent.", "Your payout was sent."),
        (),
        STATEMENT,
    ),
    "statement.ready/not-paid": Saying(
        ("A payout of %(amount)s failed", "A payout failed"),
        ("The payout of %(amount)s could not be sent.", "Your payout could not be sent."),
        ("Look at where your payouts go.",),
        STATEMENT,
    ),
    "submission.moved/waived": Saying(
        ("The check “%(check)s” of %(name)s %(version)s is waived", "A check of %(name)s %(version)s is waived",
         "A check of %(name)s is waived"),
        ("The check “%(check)s” of %(name)s %(version)s is waived until %(until)s.", "A check of %(name)s is waived."),
        (),
        SUBMISSION,
    ),
    "certificate.ending/revoked": Saying(
        ("The certificate of %(name)s %(version)s was revoked", "A certificate of %(name)s was revoked"),
        ("The store revoked the certificate of %(name)s %(version)s: %(reason)s",
         "The store revoked a certificate of %(name)s."),
        ("Mend what is named, and submit a release to be certified anew.",),
        "See the certificate",
    ),
    "fix.due/several": Saying(
        ("%(count)s fixes in %(name)s are due", "Fixes in %(name)s are due"),
        ("%(count)s vulnerabilities in %(name)s %(version)s are to be mended, the first by %(until)s.",
         "Vulnerabilities in %(name)s are to be mended."),
        ("Release a fix before, or say why they do not affect the product.",),
        "See the findings",
    ),
    "fix.due/given-up": Saying(
        ("%(name)s is revoked: no fix came",),
        ("A fix for %(advisory)s in %(name)s was late for a month, so the product is revoked.",
         "A fix for %(name)s was late for a month, so the product is revoked."),
        ("Release a fix, and talk to the store.",),
        "See the finding",
    ),
    "review.wanted/answered": Saying(
        ("An answer about %(name)s %(version)s", "An answer about %(name)s"),
        ("The publisher of %(name)s %(version)s answered what you asked.",
         "The publisher of %(name)s answered what you asked."),
        ("Read it, and decide.",),
        SUBMISSION,
    ),
}  # fmt: skip
