"""A page of results is drawn once for all visitors while the index stands, and anew as soon as it changed."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from eventlog.reading import Reader
from gateway import kept
from gateway.app import create_app
from gateway.catalog import results
from gateway.rpc import NoServices, Rpc
from services.search.adapters.tantivy import TantivyIndex
from services.search.ports import Change, Checkpoint
from services.search.reader import SearchReader
from tests.pages import shop as small_shop

PAGE = "/search?q=nginx"
FOUND = 'href="/library/nginx"'


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(kept, "LIFE", 3600.0)
    settings = small_shop.fill(tmp_path, "http://localhost:8000")
    search = SearchReader(settings.index, own_words=tmp_path / "synonyms.txt")
    app = create_app(settings, Reader("gateway", settings.views_url), search, Rpc(NoServices()))
    assert FOUND in shown(app)  # which is kept
    return app


def shown(app: Flask, page: str = PAGE) -> str:
    return app.test_client().get(page).text


def take_away(folder: Path, product: str) -> None:
    index = TantivyIndex(folder / "index")
    now = index.checkpoint()
    assert now is not None
    index.apply([Change(product, now.revision + 1, None)], Checkpoint(now.table, now.revision + 1, now.parked))
    index.close()


def test_a_second_visitor_costs_no_question_and_no_drawing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "Found", None)
    assert FOUND in shown(app)


def test_another_question_or_place_is_another_page(app: Flask) -> None:
    assert FOUND not in shown(app, "/search?q=redis")
    assert [FOUND in shown(app, f"/category/{slug}") for slug in ("web-servers", "networking")] == [True, False]


def test_what_changed_in_the_index_shows_on_the_next_page(app: Flask, tmp_path: Path) -> None:
    take_away(tmp_path, "nginx")
    assert FOUND not in shown(app)


def test_words_of_the_house_count_on_the_next_page(app: Flask, tmp_path: Path) -> None:
    assert FOUND not in shown(app, "/search?q=harbourmaster")
    (tmp_path / "synonyms.txt").write_text("harbourmaster = nginx\n")
    assert FOUND in shown(app, "/search?q=harbourmaster")


def test_without_an_index_nobody_is_shown_what_is_kept(app: Flask, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "index")
    assert app.test_client().get(PAGE).status_code == 503


def test_who_is_signed_in_sees_their_own_page(app: Flask) -> None:
    ada = app.test_client()
    ada.set_cookie("chandlery_session", small_shop.session_of(app, "ada"))
    assert "Sign out" in ada.get(PAGE).text
    assert "Sign out" not in shown(app)


def test_many_questions_drive_no_products_page_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    shown(app, "/library/nginx")
    for number in range(5):
        shown(app, f"/search?q=redis&start={number}")
    pages = [path for drawn in app.extensions[kept.PAGES].values() for path, *_ in drawn]
    assert "/library/nginx" in pages
    assert len(pages) <= 3
