"""The catalogue's service: one method a command or query, and what it does at the registry because of an event."""

from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.catalog.service.attesting import Attesting
from services.catalog.service.carrying import Carrying
from services.catalog.service.compositions import Compositions
from services.catalog.service.importing import Importing
from services.catalog.service.products import Products
from services.catalog.service.publishers import Publishers
from services.catalog.service.pulls import Pulls
from services.catalog.service.registry import AtTheRegistry
from services.catalog.service.repositories import Repositories
from services.catalog.service.reviews import Reviews
from services.catalog.service.trust import Trust


class Catalog(
    Publishers,
    Products,
    Importing,
    Repositories,
    Compositions,
    AtTheRegistry,
    Attesting,
    Carrying,
    Pulls,
    Reviews,
    Trust,
    Erasing,
    Operated,
):
    name = "catalog"
