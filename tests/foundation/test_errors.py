"""An error reads as sentences, however its parts end."""

import pytest

from tieline.foundation.errors import Invalid


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("The file is empty", "a.csv", "Deliver it again"), "The file is empty. a.csv. Deliver it again."),
        (("The file is empty.", "", "Deliver it again."), "The file is empty. Deliver it again."),
        (("'tga' is not known", "", "Did you mean 'tag'?"), "'tga' is not known. Did you mean 'tag'?"),
    ],
)
def test_the_parts_of_an_error_are_sentences(parts: tuple[str, str, str], text: str) -> None:
    what, where, do = parts
    assert str(Invalid(what, where=where, do=do)) == text
