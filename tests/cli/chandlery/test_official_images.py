"""docker-library's two repositories, and the folder that holds both, become products to import."""

import base64
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from cli.chandlery.official_images import Catalogue, as_imports, read
from tests.cli.chandlery.test_stanzas import WHOLE

REAL = Path(__file__).parents[4] / "shared" / "data" / "official-images"


def drawn(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


PICTURE = drawn(8, 8)
CONTENT = """\
# What is db?

%%LOGO%%

Run `docker run %%IMAGE%%`, or see %%GITHUB-REPO%% and %%ISSUES%%.

## %%COMPOSE%%

%%UNKNOWN-WORD%%
"""
DOCS = {
    "content.md": CONTENT,
    "README-short.txt": "A database.\n",
    "metadata.json": json.dumps({"hub": {"categories": ["databases-and-storage"]}}),
    "license.md": "View [its licence](https://db.example/licence).",
    "logo.png": PICTURE,
}


def two_repositories(folder: Path) -> tuple[Path, Path]:
    library, docs = folder / "official-images", folder / "docs"
    put(library / "library" / "db", WHOLE)
    put(library / "library" / "README.md", "not a list")
    for name, text in DOCS.items():
        put(docs / "db" / name, text)
    return library, docs


def merged(folder: Path) -> tuple[Path, Path]:
    put(folder / "db" / "library", WHOLE)
    for name, text in DOCS.items():
        put(folder / "db" / name, text)
    return folder, folder


def put(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(params=[two_repositories, merged])
def found(request: pytest.FixtureRequest, tmp_path: Path) -> Catalogue:
    return read(*request.param(tmp_path))


def test_both_layouts_hold_the_same_product(found: Catalogue) -> None:
    (product,) = found.products
    assert (product.slug, product.short_description, product.logo) == ("db", "A database.", PICTURE)
    assert product.categories == ("databases-and-storage",)
    assert product.links == (("source", "https://git.example/db"), ("licence", "https://db.example/licence"))
    assert found.problems == found.notes == ()


def test_placeholders_are_resolved_or_gone(found: Catalogue) -> None:
    text = found.products[0].description
    assert "%%" not in text
    assert "docker run db" in text
    assert "[its issues](https://git.example/db/issues)" in text
    assert "\n\n\n" not in text


def test_a_compose_file_follows_its_heading(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    put(tmp_path / "db" / "compose.yaml", "services: {}\n")
    assert "```yaml\nservices: {}\n```" in read(*folders).products[0].description


def test_shared_tags_run_wherever_one_of_their_stanzas_runs(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    put(tmp_path / "db" / "library", WHOLE.replace("Builder: buildkit", "SharedTags: 2.0-any, 2-any"))
    versions = {version.tags: version.platforms for version in read(*folders).products[0].versions}
    assert versions["2.0-any",] == ("linux/amd64", "linux/arm64", "linux/arm/v7", "linux/386", "windows/amd64")
    assert "2-any" in next(tags for tags in versions if "2.0" in tags)


def test_a_broken_stanza_is_told_by_file_and_line(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    put(tmp_path / "db" / "library", WHOLE.replace("Builder: buildkit", "what is this"))
    found = read(*folders)
    assert [(one.file, one.line) for one in found.problems] == [(str(tmp_path / "db" / "library"), 14)]
    assert [version.tags for version in found.products[0].versions] == [("2.0-windows", "2.0-any")]


def test_a_list_of_which_nothing_can_be_read_takes_nothing_off_the_shelf(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    put(tmp_path / "db" / "library", WHOLE.replace("Tags:", "Tagz:"))
    found = read(*folders)
    assert found.products == ()
    assert found.problems[-1].text == "None of it could be read; what the store lists stays as it was."


def test_broken_metadata_is_told_and_the_rest_goes_in(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    put(tmp_path / "db" / "metadata.json", '{\n "hub": oops')
    found = read(*folders)
    assert [(one.file[-13:], one.line) for one in found.problems] == [("metadata.json", 2)]
    assert found.products[0].categories == ()


def test_a_drawing_is_left_out_with_a_note(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    (tmp_path / "db" / "logo.png").rename(tmp_path / "db" / "logo.svg")
    found = read(*folders)
    assert found.products[0].logo == b""
    assert [Path(note.file).name for note in found.notes] == ["logo.svg"]


def test_a_logo_that_is_too_large_is_drawn_smaller(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    put(tmp_path / "db" / "logo.png", drawn(4000, 1000))
    with Image.open(io.BytesIO(read(*folders).products[0].logo)) as smaller:
        assert smaller.size == (512, 128)


def test_a_logo_that_is_no_picture_is_told_by_its_file(tmp_path: Path) -> None:
    folders = merged(tmp_path)
    put(tmp_path / "db" / "logo.png", "a poem")
    found = read(*folders)
    assert found.products[0].logo == b""
    assert [Path(problem.file).name for problem in found.problems] == ["logo.png"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert [problem.line for problem in read(tmp_path / "no", tmp_path / "no").problems] == [0]


def test_a_body_to_import_holds_all_of_a_product(found: Catalogue) -> None:
    (body,) = as_imports(found)
    assert body["source"]["publisher"]["slug"] == "library"
    (product,) = body["products"]
    assert product["pull"] == "db"
    assert base64.b64decode(product["logo"]) == PICTURE
    assert product["versions"][0]["tags"] == ["2.0", "2", "latest"]


files = st.sampled_from(["library", "content.md", "README-short.txt", "metadata.json", "license.md", "github-repo"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dictionaries(files, st.binary(max_size=400)))
def test_no_folder_breaks_the_importer(tmp_path: Path, contents: dict[str, bytes]) -> None:
    folder = tmp_path / "db"
    folder.mkdir(exist_ok=True)
    for name in DOCS | {"library": "", "github-repo": ""}:
        (folder / name).write_bytes(contents.get(name, b""))
    as_imports(read(tmp_path, tmp_path))


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason="../shared/data is not here")
def test_the_real_official_images_are_read_whole() -> None:
    found = read(REAL, REAL)
    assert found.problems == ()
    assert len(found.products) == len([one for one in REAL.iterdir() if one.is_dir()])
    assert all("%%" not in product.description and product.description for product in found.products)
    assert all(len(json.dumps(body)) < 8_000_000 for body in as_imports(found))
    assert sum(len(product.versions) for product in found.products) > 1_500
