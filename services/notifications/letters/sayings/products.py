"""Of what somebody uses: its releases, its holes, and whether it may still be pulled."""

from services.notifications.letters.saying import Saying

OPEN = "See the release"
SAYINGS = {
    "version.released": Saying(
        ("%(name)s (%(plan)s) %(version)s is out", "%(name)s %(version)s is out", "%(name)s has a new release"),
        ("Release %(version)s of %(name)s (%(plan)s) is in the store; before it came %(was)s.",
         "Release %(version)s of %(name)s (%(plan)s) is in the store.",
         "Release %(version)s of %(name)s is in the store; before it came %(was)s.",
         "Release %(version)s of %(name)s is in the store.",
         "There is a new release of %(name)s in the store."),
        ("Read what is new, then pull it when it suits you.",),
        OPEN,
    ),
    "version.security": Saying(
        ("Security fix: %(name)s (%(plan)s) %(version)s", "Security fix: %(name)s %(version)s",
         "Security fix for %(name)s"),
        ("Release %(version)s of %(name)s mends %(fixes)s, which the release before had (severity: %(severity)s).",
         "Release %(version)s of %(name)s mends %(fixes)s, which the release before had.",
         "Release %(version)s of %(name)s mends security holes of the release before.",
         "A new release of %(name)s mends security holes of the one before."),
        ("Pull it, and start your containers anew.",),
        OPEN,
    ),
    "version.deprecated": Saying(
        ("%(name)s (%(plan)s) %(version)s is deprecated", "%(name)s %(version)s is deprecated",
         "A release of %(name)s is deprecated"),
        ("The publisher of %(name)s advises against release %(version)s: %(reason)s",
         "The publisher of %(name)s advises against release %(version)s.",
         "The publisher of %(name)s advises against one of its releases."),
        ("Move to %(successor)s. The old one can still be pulled.",
         "Move to a newer release. The old one can still be pulled."),
        "See the releases",
    ),
    "version.yanked": Saying(
        ("%(name)s (%(plan)s) %(version)s was withdrawn", "%(name)s %(version)s was withdrawn",
         "A release of %(name)s was withdrawn"),
        ("The publisher of %(name)s withdrew release %(version)s: %(reason)s",
         "The publisher of %(name)s withdrew release %(version)s.",
         "The publisher of %(name)s withdrew one of its releases."),
        ("Move to %(successor)s. By its digest the old one can still be pulled.",
         "Move to another release. By its digest the old one can still be pulled."),
        "See the releases",
    ),
    "vulnerability.found": Saying(
        ("%(advisory)s in %(name)s %(version)s (%(severity)s)", "%(advisory)s in %(name)s (%(severity)s)",
         "%(advisory)s in %(name)s", "Vulnerability in %(name)s"),
        ("%(advisory)s (severity: %(severity)s) was found in %(name)s %(version)s, which you use.",
         "%(advisory)s (severity: %(severity)s) was found in %(name)s, which you use.",
         "A vulnerability was found in %(name)s, which you use."),
        ("Release %(fixed)s mends it.", "The store tells you when a release mends it."),
        "See what is known",
    ),
    "search.matched": Saying(
        ("New in the store: %(name)s",),
        ("%(name)s is new in the store, and answers a search that you saved.",),
        ("Look at it, or end being told on the page of your saved searches.",),
        "See the product",
    ),
    "search.matched/edited": Saying(
        ("Found by your search now: %(name)s",),
        ("%(name)s was changed, and answers a search that you saved.",),
        ("Look at it, or end being told on the page of your saved searches.",),
        "See the product",
    ),
    "product.held": Saying(
        ("%(name)s is on hold",),
        ("The store put %(name)s on hold: %(reason)s", "The store put %(name)s on hold."),
        ("You can go on pulling what you have; nobody new can get it until the hold is lifted.",),
        "See the product",
    ),
    "product.held/lifted": Saying(
        ("%(name)s is off hold",),
        ("The store lifted the hold on %(name)s.",),
        ("You need not do anything.",),
        "See the product",
    ),
    "product.held/revoked": Saying(
        ("%(name)s was revoked",),
        ("The store revoked %(name)s: %(reason)s", "The store revoked %(name)s."),
        ("It cannot be pulled any more. Stop using it, and look for another.",),
        "See the product",
    ),
}  # fmt: skip
