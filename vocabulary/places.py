"""Where in an image or a file something is wrong: reports say it in English, pages in the reader's language. Paths,
and keys of a configuration, are the same in every language and stand for themselves."""

from vocabulary import sentences

PLACES = {
    "annotation": "annotation %(name)s",
    "label": "label %(name)s",
    "repository": "repository %(name)s",
    "tag": "tag %(name)s",
    "package": "package %(name)s %(version)s",
    "manifest": "manifest",
    "manifest-of": "manifest %(digest)s",
    "layer": "layer %(layer)s",
    "layer-of": "layer %(layer)s, %(digest)s",
    "no-layer": "layer 1, no layer",
    "layers": "layers 1 to %(last)s",
    "file-in-layer": "%(file)s, layer %(layer)s",
    "step": "history step %(step)s",
    "argument-in-step": "ARG %(name)s, history step %(step)s",
    "entrypoint-and-cmd": "ENTRYPOINT and CMD",
    "engine": "engine %(version)s",
    # supply chain
    "signatures": "signatures",
    "signature-in-tag": "signature in a tag",
    "signature-in-bundle": "signature in a bundle",
    "bill": "bill of materials",
    "provenance": "provenance",
    # compose files
    "file": "the file",
    "line": "%(key)s, line %(line)s",
}
SENTENCES = tuple(PLACES.values())


def located(code: str, /, **particulars: object) -> str:
    return PLACES[code] % particulars


def recognised(text: str) -> tuple[str, dict[str, str]] | None:
    """The place that a text names, and its particulars; None for a text that is none of these."""
    return sentences.recognised(text, SENTENCES)
