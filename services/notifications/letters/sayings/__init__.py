"""What is said of each kind of notice. A kind with several turns has a saying for each: by its fact `change`."""

from collections.abc import Mapping

from services.notifications.letters.saying import Saying
from services.notifications.letters.sayings import buying, helping, products, publishing, turns, vouching

SAYINGS: Mapping[str, Saying] = {
    **products.SAYINGS,
    **buying.SAYINGS,
    **helping.SAYINGS,
    **publishing.SAYINGS,
    **vouching.SAYINGS,
    **turns.SAYINGS,
}
OTHER = Saying(("News about %(name)s",), ("There is news about %(name)s.",), (), "See it in the store")


def saying(kind: str, change: str) -> Saying:
    return SAYINGS.get(f"{kind}/{change}") or SAYINGS.get(kind, OTHER)
