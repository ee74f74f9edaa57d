"""What the kept file of a load holds, also of a load whose source has another definition by now."""

from contextlib import AbstractContextManager, nullcontext

from pydantic import ValidationError

from tieline.foundation.packs.models import Definition
from tieline.foundation.warehouse.staging import Staging
from tieline.know.ingest import queries
from tieline.know.ingest.definitions import KIND, Source
from tieline.know.ingest.models import Load
from tieline.know.ingest.reading.delivery import Delivery
from tieline.know.ingest.reading.formats import opened
from tieline.know.ingest.reading.replay_file import replayed
from tieline.know.ingest.receiving import mapping_digest


def delivery_of(area: Staging, row: Load, source: Source) -> AbstractContextManager[Delivery]:
    """The rows of the file of a load; of a replay with the types of the delivery that they come from."""
    if row.corrects:
        root = queries.get_load(row.corrects)
        return nullcontext(replayed(area, row.file, row.file_name, source, root.file, root.columns))
    return opened(area, row.file, row.file_name, source)


def find_source_of(row: Load) -> Source | None:
    """The definition under which a load was received, whatever was published since; None where it is gone."""
    bodies = Definition.objects.filter(kind=KIND.name, key=row.source).order_by("-version")
    for body in bodies.values_list("body", flat=True):
        try:
            source = Source.model_validate(body)
        except ValidationError:  # a version of before a field was there
            continue
        if mapping_digest(source) == row.mapping:
            return source
    return None
