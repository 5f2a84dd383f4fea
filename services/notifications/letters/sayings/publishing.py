"""Of what publishers do in the store: listings, releases, reviews, sales, statements and webhooks."""

from services.notifications.letters.saying import Saying

LISTING = "See the listing"
SAYINGS = {
    "listing.moved": Saying(
        ("News about the listing of %(name)s",), ("There is news about the listing of %(name)s.",), (), LISTING
    ),
    "listing.moved/publisher-approved": Saying(
        ("You can publish as %(publisher)s", "Your application as a publisher was approved"),
        ("Your application as the publisher %(publisher)s was approved.",
         "Your application as a publisher was approved."),
        ("Draft your first product.",),
        "See the publisher’s page",
    ),
    "listing.moved/publisher-rejected": Saying(
        ("Your application as %(publisher)s was not approved", "Your application as a publisher was not approved"),
        ("A reviewer did not approve the application as %(publisher)s: %(reason)s",
         "A reviewer did not approve the application as a publisher."),
        ("Change what is named, and apply again.",),
        "See the reasons",
    ),
    "listing.moved/approved": Saying(
        ("%(name)s was approved",),
        ("A reviewer approved the listing of %(name)s.",),
        ("Publish it when you are ready.",),
        LISTING,
    ),
    "listing.moved/rejected": Saying(
        ("%(name)s was not approved",),
        ("A reviewer did not approve the listing of %(name)s: %(reason)s",
         "A reviewer did not approve the listing of %(name)s."),
        ("Change what is named, and hand it in again.",),
        "See the reasons",
    ),
    "listing.moved/published": Saying(
        ("%(name)s is in the store",), ("%(name)s was published, and everybody can find it.",), (), LISTING
    ),
    "listing.moved/unlisted": Saying(
        ("%(name)s is not listed any more",),
        ("%(name)s was taken out of the store’s lists; who has it can go on pulling it.",),
        (),
        LISTING,
    ),
    "release.finished": Saying(
        ("%(name)s %(version)s was released", "A release of %(name)s is done"),
        ("%(name)s %(version)s was released, and can be pulled.", "A release of %(name)s is done."),
        (),
        "See the release",
    ),
    "release.finished/failed": Saying(
        ("The release of %(name)s %(version)s failed", "A release of %(name)s failed"),
        ("%(name)s %(version)s could not be released: %(reason)s",
         "%(name)s %(version)s could not be released.",
         "A release of %(name)s failed."),
        ("Mend it, and release it again.",),
        "See what went wrong",
    ),
    "review.posted": Saying(
        ("A review of %(name)s: %(stars)s of 5 stars", "A review of %(name)s"),
        ("Somebody reviewed %(name)s, and gave it %(stars)s of 5 stars.", "Somebody reviewed %(name)s."),
        ("You can answer it in public.",),
        "See the review",
    ),
    "sale.moved": Saying(
        ("News about a sale of %(name)s",), ("There is news about a sale of %(name)s.",), (), "See your sales"
    ),
    "sale.moved/started": Saying(
        ("A new subscription to %(name)s",),
        ("Somebody subscribed to %(name)s (%(plan)s).", "Somebody subscribed to %(name)s."),
        (),
        "See your sales",
    ),
    "sale.moved/changed": Saying(
        ("A subscription to %(name)s changed",),
        ("A subscription to %(name)s changed to %(plan)s.", "A subscription to %(name)s changed."),
        (),
        "See your sales",
    ),
    "sale.moved/ended": Saying(
        ("A subscription to %(name)s ended",),
        ("A subscription to %(name)s (%(plan)s) ended.", "A subscription to %(name)s ended."),
        (),
        "See your sales",
    ),
    "sale.moved/ordered": Saying(
        ("An order of %(name)s",),
        ("Somebody ordered %(name)s (%(plan)s).", "Somebody ordered %(name)s."),
        (),
        "See your sales",
    ),
    "statement.ready": Saying(
        ("Your statement for %(period)s is ready", "Your statement is ready"),
        ("The statement for %(period)s is ready: %(amount)s go to you.",
         "The statement for %(period)s is ready.",
         "Your statement is ready."),
        ("Look it over; tell finance if something is wrong.",),
        "See the statement",
    ),
    "webhook.stopped": Saying(
        ("Your webhook to %(host)s was turned off", "A webhook of yours was turned off"),
        ("The webhook to %(host)s took nothing for three days, so the store turned it off.",
         "A webhook of yours took nothing for three days, so the store turned it off."),
        ("Mend the receiver, then turn the webhook on again and have what it missed delivered.",),
        "See what it answered",
    ),
    "webhook.stopped/gone": Saying(
        ("Your webhook to %(host)s was turned off", "A webhook of yours was turned off"),
        ("The receiver at %(host)s said that it wants no more (410 Gone), so the store turned the webhook off.",
         "A receiver said that it wants no more (410 Gone), so the store turned the webhook off."),
        ("If it did not mean to, turn the webhook on again.",),
        "See what it answered",
    ),
    "listing.moved/publisher-suspended": Saying(
        ("%(publisher)s is suspended", "Your publisher’s account is suspended"),
        ("The store suspended the publisher %(publisher)s: %(reason)s",
         "The store suspended your publisher’s account."),
        ("Talk to the store’s reviewers.",),
        "See the reasons",
    ),
    "listing.moved/publisher-reinstated": Saying(
        ("%(publisher)s can publish again", "You can publish again"),
        ("The store lifted the suspension of the publisher %(publisher)s.", "The store lifted your suspension."),
        (),
        "See the publisher’s page",
    ),
    "listing.moved/not-published": Saying(
        ("%(name)s was not published",),
        ("%(name)s was to be published, and could not be: %(reason)s",
         "%(name)s was to be published, and could not be."),
        ("Look at what it lacks, and publish it again.",),
        LISTING,
    ),
    "listing.moved/held": Saying(
        ("%(name)s is on hold",),
        ("The store put %(name)s on hold: %(reason)s", "The store put %(name)s on hold."),
        ("Until that is lifted, nobody new can get it.",),
        LISTING,
    ),
    "listing.moved/lifted": Saying(("%(name)s is off hold",), ("The store lifted the hold on %(name)s.",), (), LISTING),
    "listing.moved/revoked": Saying(
        ("%(name)s was revoked",),
        ("The store revoked %(name)s: %(reason)s", "The store revoked %(name)s."),
        ("It cannot be pulled any more.",),
        LISTING,
    ),
    "listing.moved/offered": Saying(
        ("%(publisher)s offers you %(name)s", "You are offered %(name)s"),
        ("%(publisher)s wants to hand %(name)s over to you.", "Another publisher wants to hand %(name)s over to you."),
        ("Accept it, or decline.",),
        "See the offer",
    ),
    "listing.moved/transferred": Saying(
        ("%(name)s belongs to %(publisher)s now", "%(name)s was handed over"),
        ("%(publisher)s took over %(name)s, which was yours.",
         "Another publisher took over %(name)s, which was yours."),
        (),
        "See the product",
    ),
    "release.finished/refused": Saying(
        ("%(name)s %(version)s was not taken", "A push to %(name)s was not taken"),
        ("%(name)s %(version)s was pushed and not taken: %(reason)s", "What was pushed to %(name)s was not taken."),
        ("Mend it, and push it again.",),
        "See what went wrong",
    ),
    "sale.moved/tried": Saying(
        ("A new trial of %(name)s",),
        ("Somebody tries %(name)s (%(plan)s).", "Somebody tries %(name)s."),
        (),
        "See your sales",
    ),
    "sale.moved/bought": Saying(
        ("A trial of %(name)s became a subscription",),
        ("A trial of %(name)s (%(plan)s) became a subscription.", "A trial of %(name)s became a subscription."),
        (),
        "See your sales",
    ),
    "sale.moved/resumed": Saying(
        ("A subscription to %(name)s goes on after all",),
        ("Somebody took back that they cancelled %(name)s.",),
        (),
        "See your sales",
    ),
    "sale.moved/cancelled": Saying(
        ("A subscription to %(name)s was cancelled",),
        ("Somebody cancelled %(name)s (%(plan)s); it ends with its period.", "Somebody cancelled %(name)s."),
        (),
        "See your sales",
    ),
    "sale.moved/fulfilled": Saying(
        ("An order of %(name)s is done",), ("An order of %(name)s is done.",), (), "See the order"
    ),
    "sale.moved/withdrawn": Saying(
        ("An order of %(name)s was withdrawn",), ("An order of %(name)s was withdrawn.",), (), "See the order"
    ),
    "sale.moved/accepted": Saying(
        ("Your offer for %(name)s was accepted",),
        ("Somebody accepted your offer for %(name)s.",),
        (),
        "See your offers",
    ),
    "statement.ready/paid": Saying(
        ("%(amount)s are on their way to you", "A payout is on its way to you"),
        ("%(amount)s of your sales are on their way to your bank.", "A payout is on its way to your bank."),
        (),
        "See the statement",
    ),
    "statement.ready/not-paid": Saying(
        ("A payout to you failed",),
        ("%(amount)s of your sales could not be paid out to your bank.", "A payout could not reach your bank."),
        ("Look at your bank account in the settings for payouts.",),
        "See the statement",
    ),
}  # fmt: skip
