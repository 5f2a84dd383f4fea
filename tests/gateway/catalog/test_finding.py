"""Who found nothing is helped on, and where no index answers the shelves are still there."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from eventlog.reading import Reader
from gateway.app import create_app
from gateway.rpc import NoServices, Rpc
from services.search.reader import SearchReader
from tests.pages import shop as small_shop


def visitor_before(folder: Path, index: Path | str) -> FlaskClient:
    settings = small_shop.fill(folder, "http://localhost:8000")
    reader = Reader("gateway", settings.views_url)
    return create_app(settings, reader, SearchReader(index), Rpc(NoServices())).test_client()


@pytest.fixture(scope="module")
def without_index(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("without")
    client = visitor_before(folder, folder / "index")
    shutil.rmtree(folder / "index")
    return client


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address where something listens that never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_a_word_that_nothing_has_is_named_and_the_rest_is_offered(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=nginx+frobnicatorium+wobbletron").text
    assert "No image has any of the words “frobnicatorium”, “wobbletron”." in html
    assert '<a href="/search?q=nginx">Search for “nginx”</a> <span class="meta">1 image</span>' in html
    assert '<a href="/category/web-servers">Web servers</a>' in html


def test_what_is_left_of_the_words_is_offered_without_filters_where_they_leave_nothing(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=nginx+frobnicatorium+wobbletron&type=community").text
    assert '<a href="/search?q=nginx">Search for “nginx”</a>' in html


def test_one_filter_too_many_is_offered_for_removal_with_what_that_gives(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=nginx&type=community&category=web-servers").text
    assert '<a href="/search?q=nginx&amp;category=web-servers">Without “Community”</a>' in html
    assert "Without “Web servers”" not in html  # that alone finds nothing
    assert '<a href="/search?q=nginx">Remove the filters</a>' in html


def test_a_filter_is_a_link_that_takes_itself_back(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=database&sort=updated&deprecated=true").text
    add = 'href="/search?q=database&amp;type=official&amp;deprecated=true&amp;sort=updated" rel="nofollow">'
    assert add in html
    html = visitor.get("/search?q=database&type=official&sort=updated").text
    assert 'class="option" href="/search?q=database&amp;sort=updated" rel="nofollow" aria-current="true"' in html


def test_deprecated_ones_are_asked_for_by_a_link_and_undone_by_a_chip(visitor: FlaskClient) -> None:
    assert 'href="/search?q=redis&amp;deprecated=true"' in visitor.get("/search?q=redis").text
    html = visitor.get("/search?q=redis&deprecated=true").text
    assert '<a class="chip" href="/search?q=redis">Deprecated as well' in html


@pytest.mark.parametrize("query", ["?q=redis", "?type=official", "?sort=updated", "?deprecated=true", "?q=qqqqzzzz"])
def test_only_the_plain_list_is_for_other_search_engines(visitor: FlaskClient, query: str) -> None:
    assert 'name="robots" content="noindex"' in visitor.get(f"/search{query}").text
    assert '<link rel="canonical" href="http://localhost:8000/search">' in visitor.get("/search").text


def test_without_an_index_the_page_of_results_says_so_and_shows_the_shelves(without_index: FlaskClient) -> None:
    answer = without_index.get("/search?q=nginx")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "2")
    assert "<code>search-not-ready</code>" in answer.text
    assert '<a href="/category/web-servers">Web servers</a><span>2</span>' in answer.text


def test_without_an_index_a_category_is_shown_from_the_gateways_own_view(without_index: FlaskClient) -> None:
    answer = without_index.get("/category/web-servers")
    assert (answer.status_code, "<code>search-not-ready</code>" in answer.text) == (200, True)
    assert [slug in answer.text for slug in ("/library/nginx", "/library/httpd", "/library/redis")] == [
        True,
        True,
        False,
    ]


def test_without_an_index_nothing_is_suggested_and_all_other_pages_stand(without_index: FlaskClient) -> None:
    suggested = without_index.get("/suggestions?q=ngi")
    assert (suggested.status_code, suggested.get_json()) == (503, {"items": []})
    others = ("/", "/categories", "/library", "/library/nginx", "/compare?p=nginx&p=httpd")
    assert [without_index.get(path).status_code for path in others] == [200] * len(others)


def test_the_api_says_that_it_has_no_index(without_index: FlaskClient) -> None:
    answer = without_index.get("/api/v1/search?q=nginx")
    assert (answer.status_code, answer.json["code"]) == (503, "search-not-ready")


def test_a_cluster_that_never_answers_holds_no_page_up(tmp_path: Path, deaf: str) -> None:
    client = visitor_before(tmp_path, deaf)
    answers = [client.get(path) for path in ("/search?q=nginx", "/category/web-servers", "/", "/library/nginx")]
    assert [answer.status_code for answer in answers] == [503, 200, 200, 200]
    assert ["search-not-ready" in answer.text for answer in answers] == [True, True, False, False]
