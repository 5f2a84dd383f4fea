"""The crowd of the token endpoint's benchmark is one that the rules know: whoever asks in it is granted the pull."""

from pathlib import Path

from sqlalchemy import func, select

from bench import _crowd
from eventlog.reading import Reader
from gateway.registry.asking import of_query
from gateway.registry.scopes import parse
from gateway.registry.usual import usual
from gateway.views import gates

HOST = "store.example:5000"


def test_everybody_in_the_crowd_may_pull_what_is_asked_for(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/views"
    _crowd.fill(url, people=30, rights=95)
    reader = Reader("gateway", url)
    with reader.begin() as db:
        assert db.scalar(select(func.count()).select_from(gates.entitlements)) == 95
    for path, authorization in _crowd.requests(30, 95, 95, HOST):
        asked = of_query(path.partition("?")[2], authorization)
        found = usual(reader, asked, parse(asked.scope, HOST), "127.0.0.1")
        assert found is not None
        assert found.grants[0].actions == {"pull"}
    reader.close()
