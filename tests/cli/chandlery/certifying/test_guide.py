import re
from pathlib import Path

from cli.chandlery.advisories import load
from cli.chandlery.certifying.command import certify
from services.certification.examining.policy_file import read

GUIDE = (Path(__file__).parents[4] / "docs" / "certifying.md").read_text()
OF_COSIGN = {"--type", "--signature", "--check-claims", "--insecure-ignore-tlog"}
OTHERS = OF_COSIGN | {"--platform", "--output"}  # of docker buildx, like ours


def test_the_guide_names_only_options_that_there_are() -> None:
    ours = {option for command in (certify, load) for each in command.params for option in each.opts}
    assert set(re.findall(r"--[a-z][a-z-]+", GUIDE)) <= ours | OTHERS


def test_the_guide_tells_every_option_of_certify() -> None:
    untold = {"--key-password", "--store", "--token"}  # told by the variables that hold them
    options = {option for each in certify.params for option in each.opts if option.startswith("--")}
    assert options - untold <= set(re.findall(r"--[a-z][a-z-]+", GUIDE))


def test_the_guides_waiver_is_one() -> None:
    text = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    assert text is not None
    assert [waiver.by for waiver in read(text[1], None).waivers] == ["Ada Lovelace"]
