"""Where the data lies that tests read and the project does not hold: ``../shared/data``, or ``TIELINE_SHARED_DATA``."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
SHARED = Path(os.environ.get("TIELINE_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
