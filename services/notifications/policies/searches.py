"""What a new product means for whoever saved a search that it answers."""

from datetime import datetime

from services.notifications.policies import audience
from services.notifications.policies.known import Product
from services.notifications.policies.notice import Notice

MATCHED = "search.matched"


def matched(search: str, account: str, product: Product, published: datetime) -> Notice:
    """One for each product and search, however often it is looked; what was searched for is not told on."""
    return Notice(
        id=f"{search}.{product.id}.{MATCHED}",
        kind=MATCHED,
        about=product.id,
        happened=published,
        audiences=(audience.account(account),),
        product=product.address,
        link=product.link,
        facts={"name": product.name},
    )
