"""Export control: what may be pulled is not handed out to countries that the operator names."""

from collections.abc import Sequence

from gateway.countries import Countries
from gateway.registry.grants import Grant

CODE = "country-refused"


class Exports:
    """`refused`: countries by ISO 3166-1 alpha-2. An address whose country is not known is not refused."""

    def __init__(self, countries: Countries, refused: frozenset[str]) -> None:
        self._countries = countries
        self._refused = refused

    def allowed(self, grants: Sequence[Grant], address: str) -> Sequence[Grant]:
        """The same without pulls, where the one who asks is in such a country; a refusal of another kind stays."""
        if not self._refused or self._countries.of(address) not in self._refused:
            return grants
        return [_without_pull(each) if "pull" in each.actions else each for each in grants]


def _without_pull(granted: Grant) -> Grant:
    return granted._replace(actions=granted.actions - {"pull"}, rule=CODE, code=CODE)
