"""What follows publication: support is told, an old version is deprecated, and a customer says what it thinks."""

from demo.api import Api, until
from demo.push import Registry

PUBLISHER = "/publishers/harbourline"
TIDEWATER = "/products/harbourline/tidewater-db"
LAMPLIGHTER = "/products/harbourline/lamplighter"

SUPPORT = {
    "policy": "Questions are answered within two working days; a cluster that stands still, within four hours.",
    "hours": "Monday to Friday, 8:00 to 18:00, Europe/Berlin",
    "contacts": "support@harbourline.example",
}
DEPRECATED = f"{TIDEWATER}/plans/team/versions/4.1.3"
DEPRECATION = {"until": "2027-03-31", "successor": "4.2.1", "reason": "4.2 reads its files as they are."}
REVIEW = {
    "stars": 4,
    "title": "Does one thing, and does it in the dark",
    "text": "Twelve services on its list since May. I would like to see yesterday's lamps, too.",
}
ANSWER = "Thank you. Lamplighter keeps no history on purpose; with Tidewater behind it you see every lamp of last year."


def follow(publisher: Api, reviewer: Api, reader: Api, registry: Registry) -> None:
    """Each step only once; `registry` is entered as the reader."""
    publisher.put(f"{PUBLISHER}/support", SUPPORT)
    publisher.post(f"{DEPRECATED}/deprecate", DEPRECATION)
    reviewer.post(f"{LAMPLIGHTER}/feature")
    _review(reader, publisher, registry)


def _review(reader: Api, publisher: Api, registry: Registry) -> None:
    """Who reviews has pulled it, as the registry tells the store a moment later."""
    known = reader.get(f"{LAMPLIGHTER}/reviews")["items"]
    if not known:
        registry.pull("harbourline/lamplighter", "1.4.2")
        until(lambda: reader.accepted(f"{LAMPLIGHTER}/reviews", REVIEW, unless="review-not-earned"), "no review taken")
        known = reader.get(f"{LAMPLIGHTER}/reviews")["items"]
    if known[0]["answer"] is None:
        publisher.post(f"/reviews/{known[0]['id']}/answer", {"text": ANSWER})
