"""Tax numbers of businesses, as each country writes them and checks their digits; nobody is asked about one."""

from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

from services.billing.deciders.rates import UNION

PREFIX = {"GR": "EL"}  # where a number does not begin with its country


def written(country: str, number: str) -> str | None:
    """The number as its country writes it, `DE136695976`; None where it cannot be one.

    Of the European Union with the country before it. A country whose numbers we do not know has them taken as written.
    """
    checks = get_cc_module(country.lower(), "vat")
    if checks is None:
        return " ".join(number.split()) or None
    prefix = PREFIX.get(country, country)
    try:
        compact = str(checks.validate(number))
    except ValidationError:
        return None
    if country not in UNION or compact.startswith(prefix):
        return compact
    return prefix + compact
