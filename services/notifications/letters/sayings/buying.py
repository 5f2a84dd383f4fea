"""Of what somebody buys: prices, trials, renewals, payments, licences, cards and offers."""

from services.notifications.letters.saying import Saying

PLAN = "See your subscription"
SAYINGS = {
    "price.changed": Saying(
        ("The price of %(name)s changes on %(starts)s", "The price of %(name)s changes"),
        ("From %(starts)s, %(name)s (%(plan)s) costs %(price)s instead of %(was)s.",
         "From %(starts)s, %(name)s costs %(price)s.",
         "The price of %(name)s changes."),
        ("If that is not for you, cancel before.",),
        PLAN,
    ),
    "trial.ending": Saying(
        ("Your trial of %(name)s ends %(in_days)s", "Your trial of %(name)s ends"),
        ("The trial of %(name)s (%(plan)s) ends %(in_days)s, on %(until)s.",
         "The trial of %(name)s ends %(in_days)s, on %(until)s.",
         "The trial of %(name)s ends."),
        ("After it, %(amount)s are charged. Cancel before if you do not want to go on.",
         "Choose a plan to go on, or let it end."),
        PLAN,
    ),
    "renewal.coming": Saying(
        ("%(name)s renews %(in_days)s", "%(name)s renews soon"),
        ("Your subscription to %(name)s (%(plan)s) renews on %(until)s, for %(amount)s.",
         "Your subscription to %(name)s renews on %(until)s.",
         "Your subscription to %(name)s renews."),
        ("To go on, do nothing; to end it, cancel before that day.",),
        PLAN,
    ),
    "payment.trouble": Saying(
        ("A payment for %(name)s failed",),
        ("%(amount)s for %(name)s could not be charged.", "A payment for %(name)s could not be charged."),
        ("Look at your card; we try again on %(until)s.", "Look at your card, or pay another way."),
        "See what is owed",
    ),
    "payment.trouble/overdue": Saying(
        ("A payment for %(name)s is overdue",),
        ("%(amount)s for %(name)s were due on %(until)s, and have not come.",
         "%(amount)s for %(name)s are overdue.",
         "A payment for %(name)s is overdue."),
        ("Pay it, so that your access goes on.",),
        "See what is owed",
    ),
    "payment.trouble/suspended": Saying(
        ("%(name)s is suspended until it is paid",),
        ("%(amount)s for %(name)s were not paid, so it cannot be pulled at the moment.",
         "%(name)s was not paid for, so it cannot be pulled at the moment."),
        ("Pay it, and pulling works again at once.",),
        "See what is owed",
    ),
    "payment.trouble/ended": Saying(
        ("Your subscription to %(name)s ended unpaid",),
        ("Your subscription to %(name)s ended, since it was not paid for.",),
        ("If you still need it, subscribe again.",),
        "See the product",
    ),
    "payment.trouble/refunded": Saying(
        ("%(amount)s go back to you", "Money goes back to you"),
        ("Of what you paid, %(amount)s go back to you.", "Some of what you paid goes back to you."),
        (),
        "See the invoice",
    ),
    "licence.ending": Saying(
        ("Your licence for %(name)s ends %(in_days)s", "Your licence for %(name)s ends"),
        ("The licence for %(name)s ends %(in_days)s, on %(until)s.", "The licence for %(name)s ends."),
        ("Renew it to go on using it.",),
        "See the licence",
    ),
    "card.ending": Saying(
        ("Your card runs out %(in_days)s", "Your card runs out"),
        ("The %(brand)s card that ends in %(last_four)s, with which you pay in the store, runs out on %(until)s.",
         "The card that ends in %(last_four)s, with which you pay in the store, runs out on %(until)s.",
         "The %(brand)s card with which you pay in the store runs out on %(until)s.",
         "The card with which you pay in the store runs out."),
        ("Put in a new one, so that nothing of yours stops.",),
        "See your cards",
    ),
    "offer.made": Saying(
        ("You have an offer for %(name)s",),
        ("%(publisher)s makes you an offer for %(name)s, good until %(until)s.",
         "You have an offer for %(name)s, good until %(until)s.",
         "You have an offer for %(name)s."),
        ("Read its terms, then accept or decline it.",),
        "See the offer",
    ),
    "offer.ending": Saying(
        ("Your offer for %(name)s runs out %(in_days)s", "Your offer for %(name)s runs out"),
        ("The offer for %(name)s can be accepted until %(until)s.", "The offer for %(name)s runs out."),
        ("Accept or decline it before.",),
        "See the offer",
    ),
}  # fmt: skip
