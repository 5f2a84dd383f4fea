"""A page of a log with its events made as the lines are read: for who reads a log from end to end, and needs them all.

Asked for one by one, an event takes half as long again: calls, and fields that are looked up by name.
"""

from collections.abc import Collection, Iterable

from eventlog.recorded import BEGINNING, Recorded, read_line
from eventlog.schema import registry


def made(source: str, stored: Iterable[tuple[int, str, str]], types: Collection[str]) -> list[Recorded]:
    """Of (position, hash, line): those of these types whole, with their events; the others as far as their type.

    What cannot be made says so where it is handled.
    """
    makers = {name: (schema.newest, schema.make) for name in types if (schema := registry.named(name))}
    match, new, page = BEGINNING.match, object.__new__, []
    for position, chained, line in stored:
        begun = match(line)
        maker = makers.get(begun[2]) if begun else None
        if maker is None:
            page.append(Recorded.of_end(source, position, chained, line))
            continue
        newest, make = maker
        recorded = new(Recorded)
        told = vars(recorded)
        told["source"] = source
        told["position"] = position
        told["hash"] = chained
        told["line"] = kept = line.encode()
        try:
            read_line(kept, told)
            if told["dataversion"] == newest:
                told["event"] = make(told["data"])
        except Exception:
            recorded = Recorded.of_end(source, position, chained, line)
        page.append(recorded)
    return page
