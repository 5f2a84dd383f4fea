"""What people do in one process they do over containers: found, refused, pulled; pushed, released, published."""

import pytest

from tests.journeys.test_get_and_pull import (  # noqa: F401
    test_a_revoked_token_pulls_nothing_more,
    test_an_image_for_the_signed_in_is_refused_with_its_address_and_pulled_after_signing_in,
    test_terms_are_asked_for_on_the_terminal_and_the_same_pull_succeeds_once_they_are_accepted,
)
from tests.journeys.test_in_the_browser import (  # noqa: F401
    test_an_official_image_is_found_as_one_types_and_shows_its_command,
)
from tests.journeys.test_publish_in_the_browser import (  # noqa: F401
    test_somebody_new_publishes_an_image_in_one_sitting,
)

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]  # the first builds Compose and three images
