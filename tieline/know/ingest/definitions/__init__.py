"""What a pack or a screen says about sources: mappings, checks, and the connections they read through."""

from tieline.know.ingest.definitions.connection import KIND as CONNECTIONS
from tieline.know.ingest.definitions.connection import Connection
from tieline.know.ingest.definitions.formats import Format
from tieline.know.ingest.definitions.records import Condition, Record
from tieline.know.ingest.definitions.source import KIND, Source, check

__all__ = ["CONNECTIONS", "KIND", "Condition", "Connection", "Format", "Record", "Source", "check"]
