"""How the content of a delivery is written."""

from typing import Literal

from pydantic import Field, model_validator

from tieline.foundation.packs.kinds import Part


class Format(Part):
    """How the files are written. A name that ends with .gz is unpacked first."""

    type: Literal["csv", "ndjson", "parquet"]
    encoding: str = Field(default="utf-8", description="Python's name of the encoding, of csv and ndjson.")
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', min_length=1, max_length=1)

    @model_validator(mode="after")
    def _known_encoding(self) -> "Format":
        try:
            "".encode(self.encoding)
        except LookupError as error:
            raise ValueError(f"'{self.encoding}' is not a known encoding; try utf-8, gb18030 or latin-1") from error
        return self
