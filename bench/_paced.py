"""Requests at a steady rate, each timed from the moment at which it was due: a server that falls behind shows it."""

import http.client
import itertools
import threading
import time
from urllib.parse import urlsplit

CONNECTIONS = 16


def latencies(url: str, rate: float, seconds: float) -> list[float]:
    """Milliseconds, sorted. Raises where a request was refused."""
    begin, count = time.perf_counter() + 0.1, itertools.count()
    taken: list[float] = []
    refused: list[int] = []

    def ask() -> None:
        place = urlsplit(url)
        line = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=10)
        while (due := begin + next(count) / rate) < begin + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            line.request("GET", f"{place.path}?{place.query}")
            answer = line.getresponse()
            answer.read()
            taken.append((time.perf_counter() - due) * 1000)
            if answer.status != 200:
                refused.append(answer.status)
        line.close()

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        raise AssertionError(f"{len(refused)} requests were refused, the first by {refused[0]}")
    return sorted(taken)
