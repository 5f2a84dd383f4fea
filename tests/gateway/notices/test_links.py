"""Whatever a notice tells of can be seen: its link leads to a page of the store."""

import pytest
from werkzeug.routing import MapAdapter

from tests.gateway.notices.standing_in import Told
from tests.services.notifications.policies.test_every_kind import told as every_notice
from vocabulary.slug import is_reserved

OF_PUBLISHERS = {"catalog_pages.product", "catalog_pages.publisher"}  # which any address could be


@pytest.fixture(scope="module")
def addresses(world: Told) -> MapAdapter:
    return world.app.url_map.bind("store.example")


@pytest.mark.parametrize("link", sorted({each.link for each in every_notice()}))
def test_a_notices_link_leads_to_a_page(addresses: MapAdapter, link: str) -> None:
    page, _ = addresses.match(link, "GET")
    assert page not in OF_PUBLISHERS or not is_reserved(link.split("/")[1])
