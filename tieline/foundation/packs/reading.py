"""A pack's folder as definitions that fit their shapes and each other; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import BaseModel, ValidationError

from tieline.foundation.errors import Invalid, NotFound
from tieline.foundation.packs.documents import Document, read_documents
from tieline.foundation.packs.kinds import Declared, Definitions, Kind, Read, ordered
from tieline.foundation.packs.mistakes import all_in_one, mistakes


class PackFile(Declared):
    """``pack.yaml``: what the pack is called, what it extends, and where and when its operator lives."""

    extends: str | None = None
    without: dict[str, Literal["all"] | list[str]] = {}
    time_zone: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Pack:
    """A pack and those it extends, the furthest first; a definition of a nearer pack replaces that of a further one."""

    files: Sequence[PackFile]
    definitions: Definitions
    hidden: Sequence[Read] = ()
    """Its definitions before which one made on the screen stands, with another body."""

    @property
    def key(self) -> str:
        """The key of the pack itself."""
        return self.files[-1].key

    def nearest(self, field: Literal["time_zone", "country"]) -> str:
        """The value of the nearest pack that gives one, or empty."""
        return next((value for file in reversed(self.files) if (value := getattr(file, field))), "")


def read_pack(path: Path, kinds: Sequence[Kind[Any]]) -> list[Read]:
    """All definitions of a pack and those it extends, checked; Invalid names file, line, field and what to do."""
    return list(open_pack(path, kinds).definitions.items)


def open_pack(path: Path, kinds: Sequence[Kind[Any]], *, local: Sequence[Read] = ()) -> Pack:
    """The same, with the pack files; ``local`` definitions, made on the screen, stand before those of the pack."""
    chain = _chain(path)
    merged: dict[tuple[str, str], Read] = {}
    mistaken: list[Invalid] = []
    for folder, file in chain:
        merged = _without(merged, file, kinds, folder)
        own = _own(folder, file, kinds, mistaken)
        merged |= {(item.kind, item.key): item for item in own}
    own_body = {place: item.body for place, item in merged.items()}
    standing = [item for item in local if own_body.get((item.kind, item.key)) != item.body]
    hidden = [merged[item.kind, item.key] for item in standing if (item.kind, item.key) in merged]
    merged |= {(item.kind, item.key): item for item in standing}
    definitions = Definitions(ordered(merged.values()))
    mistaken = mistaken or mistakes_together(definitions, kinds)
    if mistaken:
        raise all_in_one(mistaken, what=f"The pack {chain[-1][1].key}", where=str(path))
    return Pack([file for _, file in chain], definitions, hidden)


def mistakes_together(definitions: Definitions, kinds: Sequence[Kind[Any]]) -> list[Invalid]:
    """What is wrong with definitions that each fit their shape when they are held against each other."""
    mistaken = []
    for kind in kinds:
        try:
            if kind.check:
                kind.check(definitions.of(kind), definitions)
        except Invalid as error:
            mistaken.append(error)
    return mistaken


def _chain(path: Path) -> list[tuple[Path, PackFile]]:
    """The folders and pack files of the pack and those it extends, the furthest first."""
    chain: list[tuple[Path, PackFile]] = []
    folder: Path | None = path
    while folder is not None:
        file = _pack_file(folder)
        if file.key in [known.key for _, known in chain]:
            raise Invalid(f"The pack {file.key} extends itself", where=str(folder / "pack.yaml"), do="Remove 'extends'")
        chain.insert(0, (folder, file))
        folder = _extended(folder, file) if file.extends else None
    return chain


def _pack_file(folder: Path) -> PackFile:
    place = folder / "pack.yaml"
    if not place.is_file():
        raise NotFound("There is no pack here", where=str(place), do="Give the folder that holds pack.yaml")
    documents = read_documents(place)
    if len(documents) != 1:
        raise Invalid("pack.yaml holds exactly one pack", where=str(place), do="Write key: … and name: … once")
    file = _shaped(documents[0], PackFile)
    assert isinstance(file, PackFile)  # noqa: S101 - narrows the type for mypy; _shaped made it from PackFile
    return file


def _extended(folder: Path, file: PackFile) -> Path:
    """The folder of the pack that this one extends: beside it, or among the packs that come with Tieline."""
    beside = [folder.resolve().parent / str(file.extends), Path(settings.PROJECT_DIR) / "packs" / str(file.extends)]
    for candidate in beside:
        if (candidate / "pack.yaml").is_file():
            return candidate
    raise NotFound(
        f"The pack '{file.extends}' is not there", where=str(folder / "pack.yaml"), do=f"Put it at {beside[0]}"
    )


def _shaped(document: Document, shape: type[BaseModel]) -> BaseModel:
    try:
        return shape.model_validate(document.body)
    except ValidationError as error:
        raise all_in_one(mistakes(document, shape, error), what="The definition", where=str(document.file)) from error


def _own(folder: Path, file: PackFile, kinds: Sequence[Kind[Any]], mistaken: list[Invalid]) -> list[Read]:
    """The definitions in the pack's own folders that fit; the mistakes of the others are added to ``mistaken``."""
    mistaken.extend(_misnamed_folders(folder, kinds))
    found: dict[tuple[str, str], Read] = {}
    for kind in kinds:
        for place in sorted((folder / kind.folder).glob("**/*.y*ml")):
            for item in _read(place, kind, file.key, mistaken):
                first = found.setdefault((item.kind, item.key), item)
                if first is not item:
                    mistaken.append(
                        Invalid(
                            f"The {item.kind} '{item.key}' is defined twice, first at {first.document.where()}",
                            where=item.document.where(("key",)),
                            do="Give one of them another key",
                        )
                    )
    return list(found.values())


def _read(place: Path, kind: Kind[Any], pack: str, mistaken: list[Invalid]) -> list[Read]:
    try:
        documents = read_documents(place)
    except Invalid as error:
        mistaken.append(error)
        return []
    items = []
    for document in documents:
        try:
            shape = kind.shape.model_validate(document.body)
        except ValidationError as error:
            mistaken.extend(mistakes(document, kind.shape, error))
        else:
            items.append(Read(kind.name, shape.key, shape, document, pack))
    return items


def _misnamed_folders(folder: Path, kinds: Sequence[Kind[Any]]) -> list[Invalid]:
    """A folder that no kind reads but whose name is nearly that of one: its files would be passed over."""
    known = [kind.folder for kind in kinds]
    found = []
    for place in sorted(path for path in folder.iterdir() if path.is_dir() and path.name not in known):
        near = get_close_matches(place.name, known, n=1, cutoff=0.75)
        if near:
            found.append(
                Invalid(
                    f"No definitions are read from '{place.name}'", where=str(place), do=f"Rename it to '{near[0]}'"
                )
            )
    return found


def _without(
    inherited: dict[tuple[str, str], Read], file: PackFile, kinds: Sequence[Kind[Any]], folder: Path
) -> dict[tuple[str, str], Read]:
    """What is inherited, less what the pack does ``without``; keys that are not there are refused."""
    by_folder = {kind.folder: kind.name for kind in kinds}
    dropped: set[tuple[str, str]] = set()
    for name, keys in file.without.items():
        kind = by_folder.get(name)
        there = {key for known, key in inherited if known == kind}
        unknown = [] if keys == "all" or kind is None else [key for key in keys if key not in there]
        if unknown:
            raise Invalid(
                f"'{unknown[0]}' is not among the {name} of {file.extends}",
                where=f"{folder / 'pack.yaml'}, field without.{name}",
                do="Remove it from the list",
            )
        dropped |= {(str(kind), key) for key in (there if keys == "all" else keys)}
    return {place: item for place, item in inherited.items() if place not in dropped}
