"""
The judge of the interpreter: literal expressions of the DMN technology compatibility kit.

The floors are what passes today; they may only rise. What fails is said in ``docs/expressions.md``.
"""

import pytest

from tests.foundation.expressions.dmn_tck import literal_cases
from tests.shared_data import SHARED

KIT = SHARED / "dmn_tck"


@pytest.mark.skipif(not KIT.exists(), reason="the DMN kit is not in ../shared/data/dmn_tck (or TIELINE_SHARED_DATA)")
@pytest.mark.parametrize(("level", "least"), [("compliance-level-2", 1.0), ("compliance-level-3", 0.94)])
def test_the_literal_expressions_of_the_kit_pass(level: str, least: float) -> None:
    cases = list(literal_cases(KIT / level))
    failed = [case.name for case in cases if not case.passes()]
    share = 1 - len(failed) / len(cases)
    print(f"{level}: {len(cases) - len(failed)} of {len(cases)} literal results pass ({share:.1%})")
    assert share >= least, failed
