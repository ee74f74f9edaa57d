"""How the content of a delivery is written."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from tieline.foundation.packs.kinds import Part

Type = Literal["csv", "tsv", "ndjson", "parquet", "excel"]
TEXTUAL = ("csv", "tsv", "ndjson")


class Format(Part):
    """How the files are written. A file that is packed with gzip or zip is unpacked first."""

    type: Type
    encoding: str = Field(default="utf-8", description="Python's name of the encoding, of csv, tsv and ndjson.")
    delimiter: str | None = Field(
        default=None, min_length=1, max_length=1, description="Of csv; by default a comma, of tsv a tab."
    )
    quote: str = Field(default='"', min_length=1, max_length=1)
    skip_lines: int = Field(
        default=0, ge=0, le=1000, description="Lines of csv and tsv, or rows of a sheet, before the header."
    )
    columns: list[str] = Field(
        default_factory=list, description="Names of the columns of csv, tsv or a sheet that has no header."
    )
    sheet: str | Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Name or number (from 1) of an Excel file's sheet; by default the first."
    )

    @property
    def separator(self) -> str:
        """What stands between the values of a line."""
        return self.delimiter or ("\t" if self.type == "tsv" else ",")

    @model_validator(mode="after")
    def _known_encoding(self) -> "Format":
        try:
            "".encode(self.encoding)
        except LookupError as error:
            raise ValueError(f"'{self.encoding}' is not a known encoding; try utf-8, gb18030 or latin-1") from error
        return self

    @model_validator(mode="after")
    def _fits_the_type(self) -> "Format":
        if self.sheet is not None and self.type != "excel":
            raise ValueError("only excel has a sheet")
        if self.type in ("ndjson", "parquet") and (self.columns or self.skip_lines):
            raise ValueError(f"{self.type} names its columns itself: leave columns and skip_lines out")
        if len({name.casefold() for name in self.columns}) < len(self.columns):
            raise ValueError("two columns have one name")
        return self
