"""How much each term of a question says: fillers hardly anything, names and kinds of software all of it."""

import re
from math import log

from services.search.index.lexicon import Lexicon
from services.search.index.thesaurus import Thesaurus, key_of
from services.search.index.units import Unit
from services.search.index.words import stem, words

FILLERS = frozenset(
    words(
        "a an and the for with of in on to or my by is it as from best good free open source self hosted docker image"
        " images container containers software official alternative alternatives replacement instead like similar using"
        " run running install installing setup deploy pull get use how latest version tutorial example hub helm chart"
        " need want i we our your some any that which what arm64 amd64 me us them they this these those who whose when"
        " where why can could do does should would will be are was am there here not no too very more most into onto"
        " between over up out about without than then if so also just only all every other another one looking find"
        " give show lts stable newest recommended popular modern lightweight easy thing things stuff something way"
        " solution"
    )
)
VARIANTS = frozenset(words("alpine debian ubuntu slim linux bookworm bullseye trixie windows"))  # an image's flavours
_NUMBER = re.compile(r"v?\d+")
ASIDE = 0.5  # what the language says that software is looked for in
VAGUE = frozenset(
    words(
        "server system platform tool tools engine service app apps application web based simple fast team teams company"
        " companies colleagues enterprise business office users port ports file files format protocol command client"
        " error errors err failed fails failure cannot unable refused denied missing exception connection connect high"
        " low"
    )
)


def telling(units: list[Unit], lexicon: Lexicon, known: Thesaurus) -> list[float]:
    """How much each unit may say at most: fillers hardly anything beside what counts whole."""
    named = any(_is_name(unit, lexicon) for unit in units)
    kinds = [unit for unit in units if unit.meaning and unit.meaning.members and not _is_language(unit, known)]
    says = [_says(unit, named, _written_in(unit, kinds, known)) for unit in units]
    return says if 1.0 in says else [1.0] * len(says)


def _says(unit: Unit, named: bool, aside: bool) -> float:
    word = unit.words[0]
    if aside:
        return ASIDE
    if len(unit.words) > 1:
        return 1.0
    if word in FILLERS or (_NUMBER.fullmatch(word) and not unit.meaning):
        return 0.1
    return 0.4 if word in VAGUE or (named and word in VARIANTS) else 1.0


def _written_in(unit: Unit, kinds: list[Unit], known: Thesaurus) -> bool:
    """Whether it is the language that software of a kind is looked for in (`search engine java`)."""
    if not _is_language(unit, known):
        return False
    keys = unit.keys
    return any(kind.meaning and not keys & {*map(key_of, kind.meaning.members)} for kind in kinds)


def _is_language(unit: Unit, known: Thesaurus) -> bool:
    return not known.languages.isdisjoint(unit.keys)


def _is_name(unit: Unit, lexicon: Lexicon) -> bool:
    """Whether it names software, and not the flavour of an image of it (`nginx alpine`)."""
    if len(unit.words) == 1 and unit.words[0] in FILLERS | VAGUE | VARIANTS:
        return False
    return bool(unit.meaning and unit.meaning.alternatives) or lexicon.frequency("name", unit.whole) > 0


def importance_of(unit: Unit, says: float, lexicon: Lexicon) -> float:
    """Terms of the field count whole, other words by how rare they are."""
    if says < 1 or unit.meaning or lexicon.count < 2:
        return says
    root = stem(unit.words[0])
    often = max(lexicon.frequency(place, root) for place in ("label", "short", "lead"))
    return max(0.35, log(lexicon.count / max(often, 1)) / log(lexicon.count))
