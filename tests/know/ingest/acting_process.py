"""
A process of its own that undoes, redoes or replays a load, to be killed while it does.

``python -m tests.know.ingest.acting_process prepare FILE…`` lands files and corrects what is wrong in the last;
``… undo|redo|replay LOAD`` says ``ready``, acts, and says how the load stands; a replay that was begun before a kill is
landed as the next run lands what was left.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    """Set up, act, and print what came of it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tieline.server.settings"
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs Django to be set up

    from tests.know.ingest.deliveries import CUSTOMER_MAP, source  # noqa: PLC0415 - needs Django to be set up
    from tests.know.ingest.test_api import publish  # noqa: PLC0415 - needs Django to be set up
    from tieline.foundation.warehouse.current import close_warehouse, warehouse  # noqa: PLC0415 - needs Django to be set up
    from tieline.know.ingest import commands  # noqa: PLC0415 - needs Django to be set up
    from tieline.know.ingest.models import Load  # noqa: PLC0415 - needs Django to be set up

    action, *names = sys.argv[1:]
    warehouse()
    if action == "prepare":
        call_command("migrate", verbosity=0, skip_checks=True)
        gender = {"column": "SEX", "codes": {"1": "male", "2": "female"}}
        record = {"record": "individual", "key": ["NO"], "map": CUSTOMER_MAP | {"gender": gender}}
        declared = source(rejected_share_limit=1.0, records=[record])
        publish(declared)
        loads = [commands.load(commands.receive_file(declared, Path(name)).pk) for name in names]
        commands.correct_rows(loads[-1].pk, column="SEX", reason="unknown code", value="x", becomes="2", by="li")
        print(loads[-1].pk, flush=True)
    else:
        print("ready", flush=True)
        (name,) = names
        if action == "undo":
            load = commands.undo_load(name, why="killed in a test", by="li")
        elif action == "redo":
            load = commands.load(commands.redo_load(name, why="killed in a test", by="li").pk)
        else:
            left = Load.objects.filter(arrival=Load.Arrival.REPLAY)
            load = commands.replay_load(name, by="li") or commands.load(left.get().pk)
        print(f"{load.state} {load.rows_landed}", flush=True)
    close_warehouse()


if __name__ == "__main__":
    main()
