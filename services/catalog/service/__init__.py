"""The catalogue's service: one method a command or query, and what it does at the registry because of an event."""

from services.catalog.service.importing import Importing
from services.catalog.service.products import Products
from services.catalog.service.publishers import Publishers
from services.catalog.service.registry import AtTheRegistry
from services.catalog.service.repositories import Repositories


class Catalog(Publishers, Products, Importing, Repositories, AtTheRegistry):
    name = "catalog"
