"""Why a push cannot be released, as a publisher reads it."""

import pytest
from flask import Flask

from gateway.drawing import refused_words

LAYER = {"reason": "As it was told.", "code": "layer-unknown", "particulars": {"type": "“x/y”"}}


@pytest.mark.parametrize(
    ("push", "words"),
    [
        (LAYER, "“x/y” is no layer of an image."),
        ({"reason": "It names no platform.", "code": "", "particulars": {}}, "It names no platform."),
    ],
)
def test_a_reason_is_told_by_its_code_and_one_from_before_as_it_was(push: dict[str, object], words: str) -> None:
    with Flask(__name__).test_request_context():
        assert refused_words(push) == words
