"""How two persons are compared: comparisons with their levels, from the closest agreement to the least."""

from typing import Annotated, Literal

from pydantic import Field

from tieline.foundation.packs.kinds import Part, PlainKey

Probability = Annotated[float, Field(gt=0, le=1)]


class Level(Part):
    """
    A degree of agreement.

    ``m`` is its share among pairs that are one person, ``u`` among pairs that are two: where training starts, and
    what holds while there are too few persons to train on.
    """

    name: PlainKey
    m: Probability
    u: Probability


class Same(Level):
    """Both have the same value; a frequent value says less than a rare one where term frequencies are on."""

    level: Literal["same"]
    of: str
    term_frequencies: bool = False


class Similar(Level):
    """Both values differ in a few characters."""

    level: Literal["similar"]
    of: str
    by: Literal["levenshtein", "damerau_levenshtein", "jaro_winkler"]
    at_least: float | None = Field(default=None, gt=0, lt=1, description="Similarity, for jaro_winkler.")
    at_most: int | None = Field(default=None, ge=1, description="Edits, for the others.")


class Shared(Level):
    """Both lists have values in common."""

    level: Literal["shared"]
    of: str
    at_least: int = Field(default=1, ge=1)
    unless_known: str | None = Field(
        default=None, description="Counts only while one of the two lacks this: a family name, while a name lacks."
    )


class Swapped(Level):
    """One's first value is the other's second, and the other way round."""

    level: Literal["swapped"]
    of: tuple[str, str]


class NearDate(Level):
    """Two dates of which one part is mistyped, or day and month changed places, or that are one day apart."""

    level: Literal["near_date"]
    of: str


class Unlike(Level):
    """Both values are known and differ, which makes what follows incomparable: names in two scripts."""

    level: Literal["unlike"]
    of: str


AnyLevel = Annotated[Same | Similar | Shared | Swapped | NearDate | Unlike, Field(discriminator="level")]


class Otherwise(Part):
    """No level agrees: the values contradict each other."""

    m: Probability
    u: Probability


class Comparison(Part):
    """One kind of knowledge, compared; without a value on either side it says nothing."""

    name: PlainKey
    of: str = Field(description="The feature that both must have to be compared.")
    levels: list[AnyLevel] = Field(min_length=1)
    otherwise: Otherwise

    @property
    def features(self) -> list[str]:
        """Every feature that the comparison reads, each once."""
        found = [self.of]
        for level in self.levels:
            found += level.of if isinstance(level, Swapped) else [level.of]
            if isinstance(level, Shared) and level.unless_known:
                found.append(level.unless_known)
        return list(dict.fromkeys(found))

    @property
    def frequent(self) -> list[str]:
        """The features whose values count by how frequent they are."""
        return [each.of for each in self.levels if isinstance(each, Same) and each.term_frequencies]
