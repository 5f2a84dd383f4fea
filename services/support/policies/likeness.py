"""Which tickets look alike: by the words of their summaries that say something."""

import re
from collections.abc import Mapping

WORD = re.compile(r"\w[\w.-]*\w|\w", re.UNICODE)
EVERYDAY = """
    a an and are as at be but by can cannot do does for from get has have how i in is it its my not of on or our since
    so than that the then there this to up was we what when which while why will with without you your
"""
STOPPED = frozenset(EVERYDAY.split())


def words(summary: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(summary.casefold()) if len(word) > 1) - STOPPED


def alike(summary: str, others: Mapping[str, str], most: int) -> list[str]:
    """Of `others`, summaries by id in the order in which they are preferred: those that share most of their words."""
    wanted = words(summary)
    scored = ((_share(wanted, words(other)), id) for id, other in others.items())
    found = sorted((each for each in scored if each[0] > 0), key=lambda each: -each[0])
    return [id for _, id in found[:most]]


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Of all their words those that both have; a single common word of many is chance."""
    common = len(one & other)
    if common == 0 or (common == 1 and min(len(one), len(other)) > 2):
        return 0.0
    return common / len(one | other)
