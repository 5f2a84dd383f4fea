"""No publisher can take an address of the store's own."""

from pathlib import Path

from tests.gateway.counter import Counter
from vocabulary.slug import is_reserved, is_slug


def test_every_first_part_of_an_address_is_reserved(tmp_path: Path) -> None:
    rules = [rule.rule for rule in Counter(tmp_path).app().url_map.iter_rules()]
    first = {rule.split("/")[1] for rule in rules} - {""}
    assert [part for part in sorted(first) if is_slug(part) and not is_reserved(part)] == []
