"""A stand-in for Stripe that remembers: cards, charges, refunds, disputes and transfers of money that is not there.

Its API is the part of Stripe's that the store uses, at the version that its package speaks; test numbers and tokens are
Stripe's own. It takes no live key and listens on loopback alone.
"""

API_VERSION = "2026-10-28.endive"
