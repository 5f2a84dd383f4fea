"""The texts, categories and logo that stand beside an official image's stanzas, made ready for a listing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cli.chandlery.logos import fitting
from cli.chandlery.stanzas import Mistake
from vocabulary.slug import is_slug

SHORT, LONG, LOGO, TEXT = 140, 100_000, 2_000_000, 1_000_000
_PLACEHOLDER = re.compile(r"%%([A-Z][A-Z0-9_-]*)%%?")  # one of the real files ends one with a single sign
_WEB_ADDRESS = re.compile(r"https?://[^\s<>()\"'`\]]+")


@dataclass
class Texts:
    """`mistakes` and `notes` are by the file's name."""

    short_description: str = ""
    description: str = ""
    categories: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    logo: bytes = b""
    mistakes: list[tuple[str, Mistake]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def read_texts(folder: Path, name: str, git_repository: str) -> Texts:
    """Never raises: what cannot be read is a mistake, and the rest is there."""
    texts = Texts()
    if not folder.is_dir():
        texts.mistakes.append(("", Mistake(0, f"There are no texts for {name}.")))
        return texts
    home = read_file(texts, folder / "github-repo").strip() or git_repository.removesuffix(".git")
    home = home if _WEB_ADDRESS.fullmatch(home) else ""
    licence = _resolved(read_file(texts, folder / "license.md"), folder, name, home)
    texts.short_description = _at_most(texts, "README-short.txt", _one_line(texts, folder), SHORT)
    texts.description = _at_most(texts, "content.md", _description(texts, folder, name, home, licence), LONG)
    texts.categories = _categories(texts, folder)
    texts.links = _links(home, licence)
    texts.logo = _logo(texts, folder)
    return texts


def read_file(texts: Texts, path: Path) -> str:
    """The file as text; empty where there is none."""
    if not path.exists():
        return ""
    try:
        with path.open("rb") as file:
            content = file.read(TEXT + 1)
    except OSError as wrong:
        texts.mistakes.append((path.name, Mistake(0, f"It cannot be read: {wrong.strerror}.")))
        return ""
    if len(content) > TEXT:
        texts.mistakes.append((path.name, Mistake(0, f"It is longer than {TEXT} bytes.")))
        return ""
    return content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\0", "").removeprefix("\ufeff")


def _one_line(texts: Texts, folder: Path) -> str:
    return " ".join(read_file(texts, folder / "README-short.txt").split())


def _description(texts: Texts, folder: Path, name: str, home: str, licence: str) -> str:
    content = _resolved(read_file(texts, folder / "content.md"), folder, name, home).strip()
    if not content:
        texts.mistakes.append(("content.md", Mistake(0, "There is no description.")))
    return f"{content}\n\n# License\n\n{licence.strip()}\n" if licence.strip() else f"{content}\n"


def _resolved(text: str, folder: Path, name: str, home: str) -> str:
    """The text without docker-library's placeholders; a line that held nothing else goes with them."""
    values = {"IMAGE": name, "REPO": name, "GITHUB-REPO": home, "COMPOSE": _compose(folder)}
    values["ISSUES"] = f"[its issues]({home}/issues)" if home else "its issues"
    lines = [(line, _filled(line, values)) for line in text.split("\n")]
    kept = [filled for line, filled in lines if filled.strip(" \t#") or not _PLACEHOLDER.search(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept))


def _filled(line: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), line)


def _compose(folder: Path) -> str:
    """The heading's words and, where the folder has it, the example below them."""
    for name in ("compose.yaml", "stack.yml"):
        example = read_file(Texts(), folder / name).strip()
        if example:
            return f"With `docker compose`\n\n```yaml\n{example}\n```"
    return "With `docker compose`"


def _at_most(texts: Texts, file: str, text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    texts.mistakes.append((file, Mistake(0, f"The text is longer than {limit} characters and was cut.")))
    return text[: limit - 1] + "…"


def _categories(texts: Texts, folder: Path) -> tuple[str, ...]:
    text = read_file(texts, folder / "metadata.json")
    if not text:
        return ()
    try:
        given = json.loads(text)["hub"]["categories"]
    except json.JSONDecodeError as wrong:
        texts.mistakes.append(("metadata.json", Mistake(wrong.lineno, f"It is no JSON: {wrong.msg}.")))
        return ()
    except (KeyError, TypeError, ValueError, RecursionError):
        texts.mistakes.append(("metadata.json", Mistake(1, "It holds no hub.categories.")))
        return ()
    named = [one for one in given if isinstance(one, str) and is_slug(one)] if isinstance(given, list) else []
    if named != given or len(named) > 5:
        texts.mistakes.append(("metadata.json", Mistake(1, "hub.categories is no list of at most 5 names.")))
    return tuple(dict.fromkeys(named))[:5]


def _links(home: str, licence: str) -> tuple[tuple[str, str], ...]:
    found = _WEB_ADDRESS.search(licence)
    links = [("source", home)] if home else []
    if found is not None:
        links.append(("licence", found[0].rstrip(".,;")))
    return tuple(links)


def _logo(texts: Texts, folder: Path) -> bytes:
    picture = folder / "logo.png"
    if picture.is_file() and picture.stat().st_size <= LOGO:
        try:
            return fitting(picture.read_bytes())
        except (OSError, ValueError):
            texts.mistakes.append((picture.name, Mistake(0, "It is no picture that can be read.")))
    elif picture.is_file():
        texts.mistakes.append((picture.name, Mistake(0, f"It is larger than {LOGO} bytes.")))
    elif (folder / "logo.svg").is_file():
        texts.notes.append(("logo.svg", "Left out: a drawing can hold scripts, and the store shows pictures only."))
    return b""
