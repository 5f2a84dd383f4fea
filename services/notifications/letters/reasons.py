"""Reasons that facts tell by code, in words; other reasons are what a person wrote."""

from collections.abc import Mapping

from vocabulary.unpublished import UNPUBLISHED
from vocabulary.unreleasable import UNRELEASABLE

REASONS: Mapping[str, str] = {**UNPUBLISHED, **UNRELEASABLE}
