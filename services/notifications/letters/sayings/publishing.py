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
    "listing.moved/edit-rejected": Saying(
        ("Your edit of %(name)s does not stand",),
        ("A reviewer turned down your last edit of %(name)s, and its listing reads as before: %(reason)s",
         "A reviewer turned down your last edit of %(name)s, and its listing reads as before."),
        ("Change what is named, and save it again.",),
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
        ("%(name)s (%(plan)s) %(version)s was released", "%(name)s %(version)s was released",
         "A release of %(name)s is done"),
        ("%(name)s (%(plan)s) %(version)s was released, and can be pulled.",
         "%(name)s %(version)s was released, and can be pulled.", "A release of %(name)s is done."),
        (),
        "See the release",
    ),
    "release.finished/failed": Saying(
        ("The release of %(name)s (%(plan)s) %(version)s failed", "The release of %(name)s %(version)s failed",
         "A release of %(name)s failed"),
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
    "keys.low": Saying(
        ("Product keys for %(name)s run low: %(count)s left", "Product keys for %(name)s run low"),
        ("The product keys for the plan %(plan)s of %(name)s run low: %(count)s left.",
         "Few product keys for %(name)s are left."),
        ("Add some, so that nobody who buys has to wait for theirs.",),
        "See the keys",
    ),
    "keys.low/empty": Saying(
        ("No product key for %(name)s is left",),
        ("No product key for the plan %(plan)s of %(name)s is left. Customers who wait for one: %(waiting)s.",
         "No product key for the plan %(plan)s of %(name)s is left.",
         "No product key for %(name)s is left."),
        ("Add some: who buys meanwhile reads that the key follows, and gets it then.",),
        "See the keys",
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
        ("Mend the receiver, then press “Go on” on its page. What was not sent stands there, each with “Send again”.",),
        "See what it answered",
    ),
    "webhook.stopped/gone": Saying(
        ("Your webhook to %(host)s was turned off", "A webhook of yours was turned off"),
        ("The receiver at %(host)s said that it wants no more (410 Gone), so the store turned the webhook off.",
         "A receiver said that it wants no more (410 Gone), so the store turned the webhook off."),
        ("If it did not mean to, press “Go on” on the webhook’s page.",),
        "See what it answered",
    ),
}  # fmt: skip
