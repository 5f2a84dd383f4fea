"""What people do in one process they do over many: found, refused, pulled; pushed, released, published; bought."""

import pytest

from tests.journeys.test_buying import (  # noqa: F401
    test_a_bank_that_asks_is_answered_on_its_page,
    test_a_card_buys_and_the_image_is_pulled_at_once,
    test_a_declined_card_buys_nothing_and_another_one_does,
    test_an_owner_buys_and_members_and_robots_pull,
)
from tests.journeys.test_get_and_pull import (  # noqa: F401
    test_a_revoked_token_pulls_nothing_more,
    test_an_image_for_the_signed_in_is_refused_with_its_address_and_pulled_after_signing_in,
    test_terms_are_asked_for_on_the_terminal_and_the_same_pull_succeeds_once_they_are_accepted,
    test_why_explains_both_answers_by_their_events,
)
from tests.journeys.test_in_the_browser import (  # noqa: F401
    test_an_official_image_is_found_as_one_types_and_shows_its_command,
)
from tests.journeys.test_publish_in_the_browser import (  # noqa: F401
    test_somebody_new_publishes_an_image_in_one_sitting,
)
from tests.journeys.test_push_and_pull import (  # noqa: F401
    offer,
    owner,
    test_a_member_pulls_what_the_organization_may_until_removed,
    test_a_publishers_robot_pushes_to_its_products_staging_alone,
)

pytestmark = pytest.mark.journey
