"""The tree against the plainest model of it: a dictionary of paths, gone through from the beginning at each step."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.certification.ports import Unreadable
from services.certification.scan.image import Entry
from services.certification.scan.limits import USUAL
from services.certification.scan.tree import Tree, cleaned

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)
STEPS = st.lists(st.tuples(st.sampled_from(["file", "folder", "hide", "empty"]), PATHS), max_size=8)


class Model:
    """Kind and layer by path."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, int]] = {}

    def put(self, path: str, kind: str, layer: int) -> None:
        parts = path.split("/")
        for end in range(1, len(parts)):
            above = "/".join(parts[:end])
            if self.held.get(above, ("", 0))[0] != "folder":
                self.drop(above)
                self.held[above] = ("folder", layer)
        if not (kind == "folder" == self.held.get(path, ("", 0))[0]):
            self.drop(path)
        self.held[path] = (kind, layer)

    def drop(self, path: str) -> None:
        for below in [one for one in self.held if one == path or one.startswith(f"{path}/")]:
            del self.held[below]

    def empty(self, path: str, layer: int) -> None:
        for below in sorted((one for one in self.held if one.startswith(f"{path}/")), reverse=True):
            self.drop_lower(below, layer)

    def hide(self, path: str, layer: int) -> None:
        self.empty(path, layer)
        self.drop_lower(path, layer)

    def drop_lower(self, path: str, layer: int) -> None:
        holds = any(one.startswith(f"{path}/") for one in self.held)
        if path in self.held and self.held[path][1] < layer and not holds:
            del self.held[path]


def done(tree: Tree, what: str, path: str, layer: int) -> None:
    if what in ("file", "folder"):
        tree.put(Entry(path, what, 0o755, 0, 0, 0, "", layer))
    else:
        getattr(tree, what)(path)


def done_plainly(model: Model, what: str, path: str, layer: int) -> None:
    if what in ("file", "folder"):
        model.put(path, what, layer)
    else:
        getattr(model, what)(path, layer)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=4))
def test_whatever_layers_do_the_tree_is_that_of_the_plain_model(layers: list[list[tuple[str, str]]]):
    model, gone = Model(), []
    tree = Tree(USUAL, lambda entry, layer: gone.append(entry.path))
    for number, steps in enumerate(layers):
        tree.begin(number)
        for what, path in steps:
            try:
                done(tree, what, path, number)
            except Unreadable:
                return  # engines would not agree either
            done_plainly(model, what, path, number)
        assert {entry.path: (entry.kind, entry.layer) for entry in tree} == model.held
        assert len(tree) == len(model.held)


@given(st.text("ab./", max_size=12))
def test_a_name_never_leads_out(name: str):
    parts = cleaned(name).split("/")
    assert parts == [""] or not {"", ".", ".."} & set(parts)


def test_emptying_a_folder_again_and_again_costs_once():
    tree = Tree(USUAL, lambda entry, layer: None)
    tree.begin(0)
    for number in range(20_000):
        tree.put(Entry(f"a/{number}", "file", 0, 0, 0, 0, "", 0))
    tree.begin(1)
    for number in range(20_000):
        tree.put(Entry(f"a/{number}", "file", 0, 0, 0, 0, "", 1))
    for _ in range(20_000):
        tree.empty("a")
    assert len(tree) == 20_001
