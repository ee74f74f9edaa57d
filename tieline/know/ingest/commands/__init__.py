"""The only writers of loads, of source records and of recorded interactions."""

from tieline.know.ingest.commands.corrections import correct_row, correct_rows, drop_row, forget_correction
from tieline.know.ingest.commands.fetch import (
    fetch_source,
    make_due,
    pause_feed,
    refuse_paused,
    resume_feed,
    rewind_feed,
)
from tieline.know.ingest.commands.folders import FolderReport, load_folder
from tieline.know.ingest.commands.interactions import record_interaction, retract_interaction
from tieline.know.ingest.commands.loads import load, receive_file, recognise_source
from tieline.know.ingest.commands.replay import begin_replay, replay_load
from tieline.know.ingest.commands.stage import refresh_ingest
from tieline.know.ingest.commands.undo import begin_undo, finish_undo, redo_load, release_load, undo_load

__all__ = [
    "FolderReport",
    "begin_replay",
    "begin_undo",
    "correct_row",
    "correct_rows",
    "drop_row",
    "fetch_source",
    "finish_undo",
    "forget_correction",
    "load",
    "load_folder",
    "make_due",
    "pause_feed",
    "receive_file",
    "recognise_source",
    "record_interaction",
    "redo_load",
    "refresh_ingest",
    "refuse_paused",
    "release_load",
    "replay_load",
    "resume_feed",
    "retract_interaction",
    "rewind_feed",
    "undo_load",
]
