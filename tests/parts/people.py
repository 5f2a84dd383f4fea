"""People who are new to the store in every test."""

import itertools

numbers = itertools.count(1)


def new_address(name: str) -> str:
    return f"{name}-{next(numbers)}@example.org"
