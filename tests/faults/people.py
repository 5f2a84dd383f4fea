"""Who shops while the store is killed: customers with tokens, made once, and the terms that they may accept."""

from tests.journeys.people import makes_token, offer_with
from tests.parts.store import Store


def customers(store: Store, count: int) -> list[str]:
    """Tokens of new customers."""
    return [_customer(store, f"shopper-{number}@example.org") for number in range(count)]


def _customer(store: Store, email: str) -> str:
    password = f"a long word for {email}"
    made = store.api("POST", "/accounts", {"email": email, "name": "Shopper", "password": password})
    assert made.status == 201, made.body
    link = next(word for word in store.mail_to(email).split() if "/verify/" in word)
    store.api("POST", "/accounts/verify", {"token": link.rpartition("/")[2]})
    return makes_token(store, email, password, ("pull", "read", "buy"))


def terms_of(store: Store) -> list[tuple[str, str, str]]:
    """Product, plan and version of what asks for accepted terms."""
    offer = offer_with(store, "terms")
    return [(offer.product, offer.plan, offer.terms)]
