"""How search's Elasticsearch stands, looked at for the doctor: whether it answers, and which products it left out."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests

from services.search.index.mapping import alias

PATIENCE = 5  # seconds for an answer


def look(settings: Mapping[str, str]) -> tuple[str, str]:
    """State and finding. Its address may hold a password, and is not told."""
    address, name = settings["ELASTICSEARCH_URL"], alias(settings["CHANDLERY_SEARCH_PREFIX"])
    parts = urlsplit(address)
    where = f"Elasticsearch at {parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    try:
        health = _asked(f"{address}/_cluster/health")
        found = _asked(f"{address}/{name}/_mapping")
    except requests.RequestException as error:
        told = f"{where} does not answer: {type(error).__name__}"
        return "wrong", f"{told}; start it there, or mend ELASTICSEARCH_URL. What is published meanwhile is found later"
    if "error" in health:
        return "wrong", f"{where} answers {health['status']}; does its user have rights on {name}*?"
    if "error" in found:
        return "care", f"{where} has no index yet; `chandlery serve search` builds it"
    left_out = [product for index in found.values() for product in index["mappings"]["_meta"].get("rejected", {})]
    if left_out:
        return "care", f"{where} refuses {', '.join(left_out[:5])}, which cannot be found; search's log says why"
    if health["status"] == "red":
        return "care", f"{where} is red: changes wait until it has all its shards"
    return "ok", f"{where}, {health['status']}"


def _asked(url: str) -> Any:
    return requests.get(url, timeout=PATIENCE).json()
