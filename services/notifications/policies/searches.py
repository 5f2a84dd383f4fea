"""What a product means that is new, or changed, for whoever saved a search that it answers."""

from datetime import datetime

from services.notifications.policies import audience
from services.notifications.policies.known import Product
from services.notifications.policies.notice import Notice

MATCHED = "search.matched"


def matched(search: str, account: str, product: Product, happened: datetime, *, new: bool) -> Notice:
    """One for each product and search, however often it is looked; what was searched for is not told on.

    One that is not new was changed, so that the search finds it.
    """
    return Notice(
        id=f"{search}.{product.id}.{MATCHED}",
        kind=MATCHED,
        about=product.id,
        happened=happened,
        audiences=(audience.account(account),),
        product=product.address,
        link=product.link,
        facts={"name": product.name} | ({} if new else {"change": "edited"}),
    )
