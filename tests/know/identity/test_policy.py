"""A match policy that cannot work is refused with the file and the line."""

from pathlib import Path

import pytest

from tieline.foundation.errors import Invalid
from tieline.foundation.packs.commands import apply_pack
from tieline.know.identity.definitions import KIND
from tieline.know.identity.policies import current_policy

GOOD = """key: persons
name: {zh: 人, en: Persons}
keys:
  - {name: phone and name, agree: [phones, name]}
comparisons:
  - name: name
    of: name
    levels:
      - {name: same, level: same, of: name, m: 0.9, u: 0.001}
    otherwise: {m: 0.1, u: 0.999}
"""


def apply(folder: Path, text: str) -> None:
    (folder / "identity").mkdir()
    (folder / "pack.yaml").write_text("key: test\nname: {zh: 测试, en: Test}\n", encoding="utf-8")
    (folder / "identity" / "match_policy.yaml").write_text(text, encoding="utf-8")
    apply_pack(folder, [KIND], by="test")


def test_the_published_policy_is_in_force(tmp_path: Path) -> None:
    apply(tmp_path, GOOD)
    assert [key.name for key in current_policy().keys] == ["phone and name"]


@pytest.mark.parametrize(
    ("wrong", "right", "line", "says"),
    [
        ("[phones, nam]", "[phones, name]", "line 4, field keys[0].agree", "no feature 'nam'"),
        ("of: nme, m", "of: name, m", "line 6, field comparisons[0]", "no feature 'nme'"),
        (
            "agree: [phones, name], not_contradicting: [nme]",
            "agree: [phones, name]",
            "line 4, field keys[0].not_contradicting",
            "no comparison 'nme'",
        ),
        ("level: sam, of", "level: same, of", "line 9", "comparisons"),
        ("m: 1.9", "m: 0.9", "line 9", "less than or equal to 1"),
        (
            "name: {zh: 人, en: Persons}\nblocking: ['l.name = r.name or 1=1']",
            "name: {zh: 人, en: Persons}",
            "line 3",
            "list",
        ),
        (
            "name: {zh: 人, en: Persons}\nblocking: [['name) or (1=1']]",
            "name: {zh: 人, en: Persons}",
            "line 3, field blocking[0]",
            "no feature 'name) or (1=1'",
        ),
        (
            "name: {zh: 人, en: Persons}\nby_weight: {at_least: {name: similar}}",
            "name: {zh: 人, en: Persons}",
            "line 3, field by_weight.at_least.name",
            "no level of 'name' 'similar'",
        ),
        (
            "name: {zh: 人, en: Persons}\nreview: [{}, {not_contradicting: {name: similar}}]",
            "name: {zh: 人, en: Persons}",
            "line 3, field review[1].not_contradicting.name",
            "no level of 'name' 'similar'",
        ),
        (
            "name: {zh: 人, en: Persons}\nreview: [{at_least: {nme: same}}]",
            "name: {zh: 人, en: Persons}",
            "line 3, field review[0].at_least.nme",
            "no comparison 'nme'",
        ),
        (
            "name: {zh: 人, en: Persons}\nreview: [{not_contradicting: [name]}]",
            "name: {zh: 人, en: Persons}",
            "line 3, field review[0].not_contradicting",
            "dict",
        ),
        (
            "name: {zh: 人, en: Persons}\ntraining: {block_on: [[phones]]}",
            "name: {zh: 人, en: Persons}",
            "line 3, field training.block_on[0]",
            "cannot block on the list 'phones'",
        ),
        (
            "name: {zh: 人, en: Persons}\nthresholds: {link: 0.5, review: 0.9}",
            "name: {zh: 人, en: Persons}",
            "line",
            "review must not be above link",
        ),
        (
            "name: {zh: 人, en: Persons}\njoins: [{name: n, agree: [family, phones]}]",
            "name: {zh: 人, en: Persons}",
            "line 3, field joins[0].agree",
            "begins with phones",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, wrong: str, right: str, line: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        apply(tmp_path, GOOD.replace(right, wrong, 1))
    told = f"{caught.value} {caught.value.where}"
    assert "match_policy.yaml" in told
    assert line in told
    assert says in told


def test_what_is_worth_a_question_cannot_hang_on_what_is_not_kept(tmp_path: Path) -> None:
    plan = "  - {name: plan, of: characteristic_plan, levels: [{name: same, level: same, of: characteristic_plan, m: 0.9, u: 0.1}], otherwise: {m: 0.1, u: 0.9}}\n"  # noqa: E501 - one line of YAML
    text = GOOD + plan + "characteristics: [plan]\nreview: [{at_least: {plan: same}}]\n"
    with pytest.raises(Invalid, match="cannot depend on the characteristics of 'plan'") as caught:
        apply(tmp_path, text)
    assert "field review[0].at_least.plan" in caught.value.where


def test_two_policies_are_refused(tmp_path: Path) -> None:
    text = "\n".join("  " + line for line in GOOD.splitlines())
    two = "- " + text.strip() + "\n- " + text.strip().replace("persons", "others", 1)
    with pytest.raises(Invalid, match="two match policies"):
        apply(tmp_path, two)
