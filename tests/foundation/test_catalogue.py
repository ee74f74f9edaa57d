"""The catalogue of a warehouse of files: what was committed is there, what was not is swept away."""

from pathlib import Path

from tieline.foundation.warehouse.catalogue import Catalogue


def part(catalogue: Catalogue, table: str) -> str:
    name = catalogue.new_part(table)
    catalogue.path(name).mkdir(parents=True)
    (catalogue.path(name) / "rows.parquet").write_bytes(b"rows")
    return name


def test_what_was_committed_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    kept = part(catalogue, "demo.person")
    catalogue.commit({"demo.person": [kept]})
    assert Catalogue(tmp_path).parts == {"demo.person": [kept]}


def test_parts_that_no_list_names_are_swept_away_when_it_is_opened(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    replaced, kept, torn = (part(catalogue, "demo.person") for _ in range(3))
    catalogue.commit({"demo.person": [replaced]})
    catalogue.commit({"demo.person": [kept]})
    assert catalogue.path(replaced).exists(), "a reader may still be at it"
    again = Catalogue(tmp_path)
    assert again.path(kept).exists()
    assert not again.path(replaced).exists()
    assert not again.path(torn).exists()


def test_a_commit_that_was_cut_off_leaves_the_former_lists(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    kept = part(catalogue, "demo.person")
    catalogue.commit({"demo.person": [kept]})
    (tmp_path / ".half.json").write_text('{"demo.person": ["demo.pers')
    assert Catalogue(tmp_path).parts == {"demo.person": [kept]}
