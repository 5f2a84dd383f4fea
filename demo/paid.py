"""Where the publisher's money goes: its account at the stand-in for Stripe, or a bank transfer where there is none."""

from urllib.parse import urlsplit

import requests

from demo.api import Api

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def connect(publisher: Api, slug: str) -> None:
    """Plans that cost something are published by nobody who is not connected."""
    payouts = f"/publishers/{slug}/payouts"
    known = publisher.get(payouts)
    if known["state"] == "connected":
        return
    way = "stripe" if "stripe" in known["ways"] else "transfer"
    url = publisher.post(f"{payouts}/connect", {"way": way}).get("url")
    if not url:
        return
    if urlsplit(url).hostname not in LOOPBACK:
        publisher.post(f"{payouts}/connect", {"way": "transfer"})  # a real payment company takes on no made publisher
        return
    requests.post(url, data={"answer": "yes"}, timeout=30, allow_redirects=False).raise_for_status()
    publisher.post(f"{payouts}/finish")
