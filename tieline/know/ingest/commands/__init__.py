"""The only writers of loads, of source records and of recorded interactions."""

from tieline.know.ingest.commands.folders import FolderReport, load_folder
from tieline.know.ingest.commands.interactions import record_interaction, retract_interaction
from tieline.know.ingest.commands.loads import load, receive_file, recognise_source
from tieline.know.ingest.commands.stage import refresh_ingest

__all__ = [
    "FolderReport",
    "load",
    "load_folder",
    "receive_file",
    "recognise_source",
    "record_interaction",
    "refresh_ingest",
    "retract_interaction",
]
