"""Which connector fetches which ``where``. A further one is a module with ``fetch``, and a line here."""

from collections.abc import Callable, Iterator

from tieline.foundation.errors import Invalid
from tieline.know.ingest.connectors.access import Access, open_access
from tieline.know.ingest.connectors.fetched import Asked, Fetched
from tieline.know.ingest.definitions.connection import TYPES_OF, Connection
from tieline.know.ingest.definitions.where import Where

Fetch = Callable[[Access, Where, Asked], Iterator[Fetched]]


def fetch(connection: Connection, where: Where, asked: Asked) -> Iterator[Fetched]:
    """What is new, delivery by delivery; Invalid where the connection is not of a type that has such."""
    types = TYPES_OF[where.kind]
    if connection.type not in types:
        raise Invalid(
            f"A connection of type {connection.type} gives no {where.kind}",
            where=f"source {asked.key}, connection {connection.key}",
            do=f"Use a connection of type {' or '.join(types)}",
        )
    return _connector(where.kind)(open_access(connection), where, asked)


def _connector(kind: str) -> Fetch:
    match kind:
        case "files":
            from tieline.know.ingest.connectors import files  # noqa: PLC0415 - each brings its library

            return files.fetch
        case "query":
            from tieline.know.ingest.connectors import query  # noqa: PLC0415 - as above

            return query.fetch
        case _:
            from tieline.know.ingest.connectors import rest  # noqa: PLC0415 - as above

            return rest.fetch
