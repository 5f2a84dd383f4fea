"""What publishers agree to where the operator has written nothing else, clause by clause, for any language."""

from collections.abc import Callable, Mapping

TITLE = "title"
AGREEMENT: Mapping[str, str] = {
    TITLE: "Publishing in this store",
    "right": "Offer only what you made yourself or have the right to distribute, and say under which licence.",
    "truth": "Describe it truly: what it does, what it needs, what it sends where.",
    "safety": "Mend what is found to be unsafe, or take it back.",
    "help": "Help your customers as you say in your profile that you do.",
    "store": "The store may show, copy and sign what you release, "
    "and may withhold what breaks these rules; it says why.",
    "kept": "Whoever has a version keeps it, also where you leave.",
}


def written(said: Callable[[str], str] = str) -> str:
    """Markdown. As it is written here it is what publishers accept; `said` tells a sentence in another language."""
    clauses = [said(clause) for name, clause in AGREEMENT.items() if name != TITLE]
    numbered = "".join(f"{number}. {clause}\n" for number, clause in enumerate(clauses, 1))
    return f"# {said(AGREEMENT[TITLE])}\n\n{numbered}"
