"""What a model can be learned from on a day: which months, how many leavers, or why not at all."""

import hashlib
import json
import math
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tieline.foundation.packs.kinds import Text
from tieline.foundation.warehouse.connection import Warehouse
from tieline.know.scores.cutoffs import CutOffs, find_cut_offs
from tieline.know.scores.definitions import ModelDefinition
from tieline.know.scores.history import first_full_month, outcomes_at, outcomes_in_snapshot
from tieline.know.scores.shapes import Role, Sample

FEWEST_TO_TRAIN = 100
FEWEST_TO_JUDGE = 25
METHOD = "2"
"""Changes when learning itself changes, so that stored models are learned anew."""


@dataclass(frozen=True)
class Part:
    """One month (or the snapshot) of a plan: its role, its day, and who left afterwards."""

    role: Role
    cut_off: date
    outcomes: pd.DataFrame

    @property
    def sample(self) -> Sample:
        """How many customers, and how many of them left."""
        rows, positives = len(self.outcomes), int(self.outcomes["left"].sum())
        share = round(positives / rows, 6) if rows else 0.0
        return Sample(role=self.role, cut_off=self.cut_off, rows=rows, positives=positives, share=share)


@dataclass(frozen=True)
class Plan:
    """What to learn from; ``lack`` says why it is not enough, ``version`` names the model that comes of it."""

    parts: tuple[Part, ...]
    version: str
    lack: Text | None = None

    @property
    def samples(self) -> list[Sample]:
        """The parts in figures."""
        return [part.sample for part in self.parts]


def make_plan(warehouse: Warehouse, definition: ModelDefinition, as_of: date) -> Plan:
    """The plan of a run as of that day."""
    if definition.kind == "snapshot":
        parts = [Part("snapshot", as_of, outcomes_in_snapshot(warehouse))]
        return _plan(definition, parts, {"snapshot": FEWEST_TO_TRAIN})
    cut_offs = _cut_offs(warehouse, definition, as_of)
    if cut_offs is None:
        return Plan((), "", _too_short(definition))
    days: list[tuple[Role, date]] = [("train", day) for day in cut_offs.train]
    days += [("tune", cut_offs.tune), ("calibrate", cut_offs.calibrate), ("test", cut_offs.test)]
    parts = [Part(role, day, outcomes_at(warehouse, day, definition.horizon_days)) for role, day in days]
    return _plan(definition, parts, {"train": FEWEST_TO_TRAIN} | dict.fromkeys(_JUDGES, FEWEST_TO_JUDGE))


_JUDGES = ("tune", "calibrate", "test")


def _cut_offs(warehouse: Warehouse, definition: ModelDefinition, as_of: date) -> CutOffs | None:
    first = first_full_month(warehouse)
    if first is None:
        return None
    return find_cut_offs(
        as_of,
        horizon_days=definition.horizon_days,
        first_month=first,
        history_months=definition.history_months,
        train_months=definition.train_months,
    )


def _plan(definition: ModelDefinition, parts: list[Part], fewest: dict[str, int]) -> Plan:
    made = Plan(tuple(parts), version_of(definition, parts))
    for role, least in fewest.items():
        found = [sample for sample in made.samples if sample.role == role]
        leavers, rows = sum(each.positives for each in found), sum(each.rows for each in found)
        if leavers < least or rows - leavers < least:
            return Plan(made.parts, made.version, _too_few(role, leavers, rows, least))
    return made


def version_of(definition: ModelDefinition, parts: list[Part]) -> str:
    """
    The name of the model learned from this: the same while definition and months stay and counts hardly change.

    Counts enter as powers of 1.1, so a few late rows keep the model, and another operator's data do not.
    """
    described = {
        "method": METHOD,
        "definition": definition.model_dump(mode="json"),
        "parts": [
            [part.role, str(part.cut_off) if part.role != "snapshot" else "", *map(_power, _counts(part))]
            for part in parts
        ],
    }
    text = json.dumps(described, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _counts(part: Part) -> tuple[int, int]:
    return part.sample.rows, part.sample.positives


def _power(count: int) -> int:
    return round(math.log(count + 1, 1.1))


def _too_short(definition: ModelDefinition) -> Text:
    months = definition.history_months + 3 + math.ceil(definition.horizon_days / 30)
    return Text(
        zh=f"历史数据太短：至少需要约 {months} 个月的月度用量才能学习和检验",
        en=f"The history is too short: about {months} months of monthly use are needed to learn and to test",
    )


_ROLES_ZH = {"train": "训练", "tune": "调参", "calibrate": "校准", "test": "测试", "snapshot": "快照"}


def _too_few(role: str, leavers: int, rows: int, least: int) -> Text:
    stayers = rows - leavers
    return Text(
        zh=f"{_ROLES_ZH[role]}样本中只有 {leavers} 个流失、{stayers} 个留存，各至少需要 {least} 个，因此不给出分数",
        en=f"Only {leavers} leavers and {stayers} stayers to {_TO[role]}, at least {least} of each are needed: "
        "no score is better than a made-up one",
    )


_TO = {
    "train": "train on",
    "tune": "tune on",
    "calibrate": "calibrate on",
    "test": "test on",
    "snapshot": "learn from",
}
