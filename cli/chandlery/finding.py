"""The gateway's door to search's index, wherever the settings say that it lies."""

from gateway.settings import Settings
from services.search.reader import SearchReader


def reader_of(settings: Settings) -> SearchReader:
    return SearchReader(settings.searched, settings.search_prefix, settings.own_words)
