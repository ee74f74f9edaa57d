"""``tieline demo``: an operator in a box, made once and served from then on."""

import shutil
from pathlib import Path

from django.conf import settings

from tieline.foundation.access.commands import create_team, create_user
from tieline.foundation.access.models import Team, User
from tieline.foundation.access.organisation import PARTNER
from tieline.foundation.access.team_commands import add_team
from tieline.foundation.days import today
from tieline.foundation.jobs.models import Run
from tieline.server import deliver
from tieline.server import serve as server
from tieline.server.terminal import bar, console
from tieline.simulator.simulate import simulate

PASSWORD = "tieline-demo-2026"  # noqa: S105 - of a demonstration on this machine only; said on the screen

TEAMS = {"retention": ("挽留组", "Retention team"), "service": ("客户服务组", "Service team")}

PARTNERS = {"lantian": ("蓝天通讯", "Lantian Telecom"), "xinghai": ("星海通信", "Xinghai Communications")}
"""Who sells for the operator; the lines of billing name them."""

PEOPLE = (
    ("wang.fang", "王芳", "agent", "retention"),
    ("li.na", "李娜", "agent", "retention"),
    ("zhang.wei", "张伟", "agent", "service"),
    ("liu.yang", "刘洋", "agent", "service"),
    ("chen.jing", "陈静", "agent", "retention"),
    ("zhao.min", "赵敏", "supervisor", "retention"),
    ("sun.li", "孙丽", "marketer", None),
    ("zhou.jie", "周杰", "analyst", None),
    ("ma.chao", "马超", "partner_agent", "lantian"),
    ("he.yun", "何云", "privacy_officer", None),
    ("lin.tao", "林涛", "privacy_officer", None),
    ("admin", "系统管理员", "admin", None),
)


def prepare(*, customers: int, seed: int) -> None:
    """Everything the demo needs; each step is skipped where it was done before, so a second start is quick."""
    server.migrate()
    if Run.objects.filter(state=Run.State.DONE).exists():
        return
    deliver.publish(settings.PROJECT_DIR / "packs" / "telecom")
    make_people()
    delivery = _delivery(customers, seed)
    deliver.load_folder(delivery)
    deliver.run(today())
    shutil.rmtree(delivery)  # the files stand in the inbox, and who is erased must not be left in a copy


def serve(host: str, port: int) -> None:
    """Say the address and the logins, then serve."""
    console.print(f"\nTieline on [bold]http://{host}:{port}[/]   password of every login: [bold]{PASSWORD}[/]")
    for login, name, role, _team in PEOPLE:
        console.print(f"  {login:<12} {role:<12} {name}")
    console.print("[dim]Ctrl+C stops it; the data stays in " + str(settings.TIELINE_DATA) + "[/]\n")
    server.serve(host, port)


def make_people() -> None:
    """The teams and logins of the demo; who is there already stays as they are."""
    for key, (zh, en) in TEAMS.items():
        create_team(key, zh=zh, en=en)
    there = set(Team.objects.values_list("key", flat=True))
    for key, (zh, en) in PARTNERS.items():
        if key not in there:
            add_team(key, zh=zh, en=en, by="", kind=PARTNER)
    known = set(User.objects.values_list("login", flat=True))
    for login, name, role, team in PEOPLE:
        if login not in known:
            create_user(login, name=name, roles=[role], team=team, password=PASSWORD)


def _delivery(customers: int, seed: int) -> Path:
    """The folder of simulated files, which appears when it is complete."""
    place = Path(settings.TIELINE_DATA) / "delivery"
    if not place.exists():
        with bar(f"Simulating an operator with {customers:,} customers") as progress:
            simulate(customers=customers, seed=seed, out=place, ends_on=today(), progress=progress)
    return place
