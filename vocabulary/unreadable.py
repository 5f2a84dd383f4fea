"""Why an image, or one platform of it, could not be examined: reports and logs keep it in English, pages tell it in the
reader's language. What a sentence names within it, a document or a fault, is one of these itself."""

from vocabulary import sentences

UNREADABLE = {
    "not-examined": "It was not examined.",
    "broke-off": "The examination broke off. %(what)s",
    "broke": "the examination broke: %(why)s",
    "took-too-long": "It took longer than an examination may take.",
    "took-too-much-memory": "It took more memory than an examination may take.",
    "said-too-much": "It said more than can be kept.",
    # documents
    "image-manifest": "The image's manifest",
    "image-config": "The image's config",
    "config": "The config",
    "index": "The index",
    "index-of": "The index %(digest)s",
    "attached-manifest": "An attached manifest",
    "list-of-tags": "The list of tags",
    "list-of-attached": "The list of what is attached",
    "too-long": "%(what)s is longer than %(bytes)s bytes.",
    "no-json": "%(what)s is not JSON.",
    "no-json-object": "%(what)s is not a JSON object.",
    "said-twice": "A manifest or config says “%(name)s” twice.",
    "same-said-twice": "A manifest or config says the same thing twice.",
    "plugin-said-twice": "The plugin's config says the same thing twice.",
    "too-deep": "A manifest or config goes deeper than %(levels)s levels.",
    # manifests
    "no-config-and-layers": "The manifest names no config and layers, as those of images do.",
    "no-layer": "The manifest names a layer that is none.",
    "layer-without-digest": "The manifest names a layer without a digest.",
    "layer-without-size": "The manifest names a layer without a size.",
    "too-many-manifests": "%(what)s names more than %(most)s manifests.",
    "manifest-without-digest": "%(what)s names a manifest without a digest.",
    "no-platform": "The index names no platform.",
    "leads-too-far": "The index leads to more than %(most)s manifests.",
    "something-else": "What lies under %(digest)s is something else.",
    "other-layer-count": "The config tells of %(told)s layers, the manifest of %(listed)s.",
    "other-manifest": "The manifest is another than its digest says.",
    "other-config": "The config is another than the manifest says.",
    "no-image": "It is no image: its config is of the type %(type)s.",
    # layers
    "layer-unpacks-otherwise": "Layer %(layer)s unpacks to other bytes than the config says.",
    "layer-otherwise": "Layer %(layer)s has other bytes than its digest says.",
    "layer-longer": "A layer is longer than its manifest says.",
    "layer-shorter": "A layer is shorter than its manifest says.",
    "not-unpacked": "A layer cannot be unpacked: %(why)s.",
    "packed-otherwise": "A layer is packed as %(name)s; engines take gzip, zstd, or none.",
    "ends-within-file": "A layer ends within a file.",
    "file-too-long": "/%(path)s has more than %(bytes)s bytes, which no such file has.",
    "beneath-link": "A layer brings or removes names beneath /%(path)s, which is a link: some engines put a folder "
    "there.",
    "removed-and-brought": "A layer removes the folder /%(path)s and brings it, which engines understand in different "
    "ways.",
    # archives
    "no-archive": "A layer is not an archive that engines unpack: %(what)s.",
    "name-without-entry": "a long name without an entry",
    "ends-within-entry": "it ends within an entry",
    "ends-within-header": "it ends within a header",
    "ends-within-records": "it ends within a header's records",
    "checksum-wrong": "a header's checksum is wrong",
    "sparse-file": "it holds a sparse file, which no build tool writes",
    "name-too-long": "a name has more than %(bytes)s bytes",
    "records-too-long": "a header's records have more than %(bytes)s bytes",
    "records-wrong": "a header's records are wrong",
    "name-with-zero": "a name holds a zero byte",
    "number-wrong": "a number is wrong",
    "number-too-large": "a number is negative or too large",
    # more than is read
    "unpacks-too-far": "A layer unpacks to more than %(times)s times what is stored, and is not read any further.",
    "more-layers": "The image has more than %(limit)s layers, and is not read any further.",
    "more-stored": "The image has more than %(limit)s stored bytes, and is not read any further.",
    "more-unpacked": "The image has more than %(limit)s unpacked bytes, and is not read any further.",
    "more-read-whole": "The image has more than %(limit)s bytes in files that are read whole, and is not read any "
    "further.",
    "more-names": "The image has more than %(limit)s names in its layers, and is not read any further.",
    "more-bytes-of-names": "The image has more than %(limit)s bytes of names in its layers, and is not read any "
    "further.",
    "more-packages": "The image has more than %(limit)s packages in its layers, and is not read any further.",
    "more-packages-in-all": "The image has more than %(limit)s packages over all its layers, and is not read any "
    "further.",
    "more-files-of-packages": "The image has more than %(limit)s files that packages tell of, and is not read any "
    "further.",
    # registries
    "not-in-repository": "%(path)s is not in %(repository)s.",
    "not-readable-there": "%(host)s has no %(repository)s, or does not let you read it: docker login %(login)s",
    "without-encryption": "%(host)s sends its readers to “%(realm)s” without encryption.",
    "sign-in-refused": "%(host)s refuses to sign you in: docker login %(login)s",
}
SENTENCES = tuple(UNREADABLE.values())


def unreadable(code: str, /, **particulars: object) -> str:
    return UNREADABLE[code] % particulars


def recognised(text: str) -> tuple[str, dict[str, str]] | None:
    """The sentence that a text was made of, and its particulars; None for a text that is none of these."""
    return sentences.recognised(text, SENTENCES)
