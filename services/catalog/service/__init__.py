"""The catalogue's service: one method a command or query, and what it does at the registry because of an event."""

from eventlog.erasing import Erasing
from eventlog.operated import Operated
from services.catalog.service.importing import Importing
from services.catalog.service.products import Products
from services.catalog.service.publishers import Publishers
from services.catalog.service.pulls import Pulls
from services.catalog.service.registry import AtTheRegistry
from services.catalog.service.repositories import Repositories
from services.catalog.service.reviews import Reviews


class Catalog(Publishers, Products, Importing, Repositories, AtTheRegistry, Pulls, Reviews, Erasing, Operated):
    name = "catalog"
