"""What a policy says, and how it weighs."""

import pytest

from services.certification.checks import CHECKS, GROUPS, for_kind
from services.certification.checks.compose import CHECKS as OF_COMPOSE
from services.certification.checks.outcome import Check, Finding, Outcome, fails, not_run, passes
from services.certification.checks.secrets import CHECK as SECRETS
from services.certification.checks.setuid import CHECK as SETUID
from services.certification.examining.policy import load_policy, weigh
from services.certification.examining.policy_file import WrongPolicy
from services.certification.scan.observed import Accepted, Base

FAILED = fails(Finding("/x", "is wrong", "mend it"))
WAIVED = '[[waivers]]\ncheck = "secrets"\nreason = "made for the demonstration"\nby = "Ada"\nuntil = 2027-01-31\n'


def weighed(check: Check, outcome: Outcome, text: str = "", today: str = "2026-11-29") -> str:
    return weigh(check, outcome, load_policy(text, "container"), today).outcome


def test_the_stores_own_policy_asks_every_check() -> None:
    policies = {kind: load_policy(None, kind) for kind in GROUPS}
    assert [check.id for kind in GROUPS for check in for_kind(kind) if not policies[kind].asks(check)] == []
    assert [check.id for check in OF_COMPOSE if not policies["compose"].asks(check)] == []


def test_no_two_checks_go_by_one_name() -> None:
    ids = [check.id for check in (*CHECKS, *OF_COMPOSE)]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(("level", "weight"), [("required", "fail"), ("reviewed", "warn"), ("advice", "advice")])
def test_what_fails_weighs_by_its_level(level: str, weight: str) -> None:
    assert weighed(SETUID, FAILED, f'[checks]\nsetuid = "{level}"') == weight


@pytest.mark.parametrize("outcome", [not_run("no engine"), Outcome("error", "broken")])
def test_what_could_not_be_run_is_never_a_pass(outcome: Outcome) -> None:
    assert weigh(SECRETS, outcome, load_policy(None, "container")).blocks


def test_a_waived_check_is_not_in_the_way_and_says_by_whom() -> None:
    told = weigh(SECRETS, FAILED, load_policy(WAIVED, "container"), "2027-01-31")
    assert (told.outcome, told.blocks) == ("waived", False)
    assert told.waived_by == "waived by Ada until 2027-01-31: made for the demonstration"


@pytest.mark.parametrize("today", ["2027-02-01", ""])
def test_a_waiver_ends_with_its_day(today: str) -> None:
    assert weighed(SECRETS, FAILED, WAIVED, today) == "fail"


def test_a_check_that_passes_needs_no_waiver() -> None:
    assert weighed(SECRETS, passes(), WAIVED) == "pass"


def test_a_file_stands_over_the_stores_own_and_leaves_the_rest() -> None:
    policy = load_policy('name = "ours"\n[checks]\nsetuid = "off"\n[rules]\nlayers = 10\n', "container")
    assert not policy.asks(SETUID)
    assert policy.asks(SECRETS)
    assert (policy.name, policy.rules.layers, policy.rules.size) == ("ours", 10, 4_000_000_000)


def test_a_kinds_own_table_stands_over_the_table_of_all() -> None:
    text = '[checks]\nsetuid = "required"\n[kinds.plugin]\nsetuid = "off"\n'
    assert load_policy(text, "container").levels["setuid"] == "required"
    assert not load_policy(text, "plugin").asks(SETUID)


def test_rules_are_read_whole() -> None:
    accepted = '[[rules.accepted]]\nname = "A"\nreason = "b"\n'
    text = f'[rules]\nprohibited = ["x*"]\n[rules.protected]\nacme = ["acme"]\n{accepted}'
    rules = load_policy(text, "container").rules
    assert (rules.prohibited, rules.protected, rules.accepted) == (("x*",), {"acme": ("acme",)}, (Accepted("A", "b"),))


def test_a_policy_may_approve_bases() -> None:
    new = '[[rules.bases]]\nname = "debian:13"\nlayers = ["sha256:2"]\n'
    old = '[[rules.bases]]\nname = "debian:12"\nlayers = ["sha256:1"]\noutdated = true\n'
    bases = load_policy(new + old, "container").rules.bases
    assert bases == (Base("debian:13", ("sha256:2",)), Base("debian:12", ("sha256:1",), outdated=True))


def test_a_policys_label_changes_with_its_text() -> None:
    assert load_policy("", "container").label != load_policy("# other", "container").label


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a =", "the file is no TOML"),
        ("nmae = 'x'", "nmae: there is no such key"),
        ("name = 1", "name: should be a text"),
        ("checks = 1", "checks: should be a table"),
        ("[checks]\nlayer = 'advice'", "checks.layer: there is no such check"),
        ("[checks]\nlayers = 'never'", "checks.layers: should be one of required, reviewed, advice, off"),
        ("[checks]\nlayers = ['advice']", "checks.layers: should be one of"),
        ("[kinds.images]\nlayers = 'advice'", "kinds.images: there is no such key"),
        ("[kinds]\nplugin = 1", "kinds.plugin: should be a table"),
        ("[rules]\nlayres = 1", "rules.layres: there is no such key"),
        ("[rules]\nlayers = true", "rules.layers: should be a whole number above 0"),
        ("[rules]\nsize = 0", "rules.size: should be a whole number above 0"),
        ("[rules]\nprohibited = [1]", "rules.prohibited: should be a list of texts"),
        ("[rules]\nprotected = 'x'", "rules.protected: should be a table"),
        ("[rules.protected]\nacme = 'acme'", "rules.protected.acme: should be a list of texts"),
        ("[[rules.accepted]]\nname = 'A'", "rules.accepted[1].reason: should be a text"),
        ("[rules]\naccepted = ['A']", "rules.accepted: should be a list of tables"),
        ("[[rules.bases]]\nname = 'x'", "rules.bases[1].layers: should be a list of texts"),
        ("[[rules.bases]]\noutdated = 1", "rules.bases[1].outdated: should be true or false"),
        ("[[waivers]]\ncheck = 'x'\nreason = 'r'\nby = 'b'", "waivers[1].check: there is no check x"),
        ("[[waivers]]\ncheck = 'sudo'\nreason = 'r'\nby = 'b'\nuntil = 'soon'", "waivers[1].until: should be a day"),
        ("[[waivers]]\ncheck = 'sudo'\nreason = ' '\nby = 'b'", "waivers[1].reason: should be a text"),
    ],
)
def test_a_wrong_policy_names_the_key(text: str, said: str) -> None:
    with pytest.raises(WrongPolicy, match=said.replace("[", r"\[")):
        load_policy(text, "container")


def test_every_wrong_key_is_told_at_once() -> None:
    with pytest.raises(WrongPolicy) as refused:
        load_policy("a = 1\nb = 2", "container")
    assert len(refused.value.problems) == 2
