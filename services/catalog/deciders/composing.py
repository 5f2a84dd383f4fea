"""Which images a compose file may name: whoever gets the file must get all of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.catalog.events import ComposedImage, Remark
from vocabulary.remedies import remedy

KNOWN = "known-images"
OPEN = {"anyone": ("anyone",), "signed_in": ("anyone", "signed_in")}  # what a plan's holders may pull beside it
RELEASE_IT = remedy("release-or-name-another")
ELSEWHERE = remedy("lies-elsewhere")


@dataclass(frozen=True)
class Named:
    """An image as the file names it; `name` is whole, `where` the place in the file."""

    where: str
    name: str
    tag: str
    digest: str

    @property
    def asked(self) -> str:
        return self.digest or self.tag


@dataclass(frozen=True)
class Held:
    """What the store has of it: `versions` are the tags and digests that can be pulled; `listed`: from elsewhere."""

    repository: str
    access: str
    on_shelves: bool
    versions: Collection[str]
    listed: bool = False


@dataclass(frozen=True)
class Reading:
    """A file as certification reads it; by the whole name of an image what the store has of it."""

    services: int
    wrong: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    images: tuple[Named, ...]
    held: Mapping[str, Held]


@dataclass(frozen=True)
class Judgement:
    """`wrong` keeps the file from being offered; `remarks` are told to whoever reads it."""

    wrong: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    images: tuple[ComposedImage, ...]


def named_of(read: Mapping[str, Any]) -> tuple[Named, ...]:
    return tuple(Named(each["where"], each["name"], each["tag"], each["digest"]) for each in read["images"])


def remarks_of(read: Sequence[Mapping[str, str]]) -> tuple[Remark, ...]:
    return tuple(Remark(each["check"], each["where"], each["what"], each["do"]) for each in read)


def judge(reading: Reading, repository: str, access: str, host: str) -> Judgement:
    """For a plan with this repository and access; `host` is the store's registry as the file names it."""
    judged = [_judged(each, reading.held.get(each.name), repository, access, host) for each in reading.images]
    wrong = [remark for _, remark, blocks in judged if remark and blocks]
    told = [remark for _, remark, blocks in judged if remark and not blocks]
    images = dict.fromkeys(image for image, _, _ in judged)
    return Judgement((*reading.wrong, *wrong), (*reading.warnings, *told), tuple(images))


def _judged(
    named: Named, held: Held | None, repository: str, access: str, host: str
) -> tuple[ComposedImage, Remark | None, bool]:
    ours = named.name.startswith(f"{host}/")
    if not ours:
        image = ComposedImage(named.name, named.tag, named.digest, "elsewhere", "")
        listed = held is not None and held.listed and held.on_shelves and named.asked in held.versions
        return image, None if listed else _remark(named, "lies in another registry", ELSEWHERE), False
    known = named.name.removeprefix(f"{host}/")
    image = ComposedImage(named.name, named.tag, named.digest, "own" if known == repository else "store", known)
    return image, next(_in_the_way(named, held, known == repository, repository, access), None), True


def _in_the_way(named: Named, held: Held | None, own: bool, repository: str, access: str) -> Iterator[Remark]:
    if held is None or not (own or held.on_shelves):
        yield _remark(named, f"{named.name} is not in the store", RELEASE_IT)
        return
    if not own and held.access not in OPEN.get(access, OPEN["signed_in"]):
        do = remedy("release-in-plan", repository=repository)
        yield _remark(named, f"{named.name} asks for more than this plan does", do)
    if named.asked not in held.versions:
        yield _remark(named, f"{named.name} has no released version {named.asked}", remedy("name-released"))


def _remark(named: Named, what: str, do: str) -> Remark:
    return Remark(KNOWN, named.where, what, do)
