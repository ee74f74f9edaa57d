"""Segments and their writer: one flush for many, nothing counted that is not on disk, nothing left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tieline.foundation.errors import Unavailable
from tieline.know.ingest.events.backlog import Backlog, Overloaded
from tieline.know.ingest.events.segments import Segment, seal_orphans, sealed_segments, waiting_bytes
from tieline.know.ingest.events.writer import Writer

ROOT = Path(__file__).parents[4]


@pytest.fixture
def make_writer(tmp_path: Path) -> Iterator[Callable[..., Writer]]:
    made: list[Writer] = []

    def make(seal_after: float = 3600) -> Writer:
        made.append(Writer(tmp_path, seal_after=seal_after))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def lines(*names: object) -> list[bytes]:
    return [f'{{"id":"{name}"}}\n'.encode() for name in names]


def segments(inbox: Path, ending: str = "") -> list[Path]:
    return sorted(inbox.glob(f"*/segments/*{ending}"))


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it did not happen within ten seconds")


def test_what_many_threads_append_is_on_disk_when_they_go_on(make_writer: Any, tmp_path: Path) -> None:
    writer = make_writer()
    missing: list[str] = []

    def send(number: int) -> None:
        for batch in range(50):
            sent = lines(f"{number}-{batch}-a", f"{number}-{batch}-b")
            assert writer.append("app.live", sent).result(timeout=10) == 2
            content = b"".join(path.read_bytes() for path in segments(tmp_path))
            missing.extend(line.decode() for line in sent if line not in content)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not missing
    writer.stop()
    (sealed,) = sealed_segments(tmp_path)
    assert len(set(sealed.path.read_bytes().splitlines())) == 800
    assert sealed.bytes == sealed.path.stat().st_size


def test_a_line_that_comes_again_is_written_once_and_a_changed_one_is_new(make_writer: Any, tmp_path: Path) -> None:
    writer = make_writer()
    assert writer.append("app.live", lines("1", "2", "1")).result(timeout=10) == 2
    assert writer.append("app.live", lines("2")).result(timeout=10) == 0
    assert writer.append("app.live", [b'{"id":"2","x":1}\n']).result(timeout=10) == 1
    (path,) = segments(tmp_path)
    assert len(path.read_bytes().splitlines()) == 3


def test_each_source_has_segments_of_its_own(make_writer: Any, tmp_path: Path) -> None:
    writer = make_writer()
    writer.append("app.live", lines("1"))
    writer.append("web.live", lines("1")).result(timeout=10)
    writer.stop()
    assert {each.source for each in sealed_segments(tmp_path)} == {"app.live", "web.live"}


def test_a_segment_is_sealed_when_it_is_old_enough_unless_another_waits(make_writer: Any, tmp_path: Path) -> None:
    writer = make_writer(seal_after=0.2)
    writer.append("app.live", lines("1")).result(timeout=10)
    wait_until(lambda: len(list(sealed_segments(tmp_path))) == 1)
    writer.append("app.live", lines("2")).result(timeout=10)
    time.sleep(1.2)
    assert len(segments(tmp_path, ".open")) == 1, "it grows while the first one waits for its landing"
    next(sealed_segments(tmp_path)).path.unlink()
    wait_until(lambda: not segments(tmp_path, ".open"))
    (sealed,) = sealed_segments(tmp_path)
    assert sealed.path.read_bytes() == b"".join(lines("2"))


def test_an_open_segment_of_a_living_writer_is_nobody_elses(make_writer: Any, tmp_path: Path) -> None:
    make_writer().append("app.live", lines("1")).result(timeout=10)
    assert seal_orphans(tmp_path) == 0
    assert len(segments(tmp_path, ".open")) == 1


CRASHES = """
import os, signal, sys
from pathlib import Path
import django; django.setup()
from tieline.know.ingest.events.segments import Segment
segment = Segment(Path(sys.argv[1]), "app.live")
segment.append(b'{"id":"1"}\\n')
os.write(segment._file, b'{"id":"2"}\\n{"id":"to')
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_is_sealed_without_its_torn_last_line(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "tieline.server.settings", "TIELINE_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", CRASHES, str(tmp_path)], env={**os.environ, **settings}, cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert seal_orphans(tmp_path) == 1
    (sealed,) = sealed_segments(tmp_path)
    assert sealed.path.read_bytes() == b"".join(lines("1", "2"))
    assert seal_orphans(tmp_path) == 0


@pytest.mark.parametrize("content", [b"", b"torn", b"x" * 3_000_000])
def test_a_segment_left_without_a_whole_line_is_gone(tmp_path: Path, content: bytes) -> None:
    folder = tmp_path / "app.live" / "segments"
    folder.mkdir(parents=True)
    (folder / "1.open").write_bytes(content)
    assert seal_orphans(tmp_path) == 1
    assert not segments(tmp_path)


def test_a_disk_that_fails_is_told_and_what_was_acknowledged_before_stays(make_writer: Any, tmp_path: Path) -> None:
    writer = make_writer()
    assert writer.append("app.live", lines("1")).result(timeout=10) == 1
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full, the device that is always full: run it on Linux")
    with full.open("wb") as device:
        segment = writer._current["app.live"].segment
        kept = os.dup(segment._file)
        os.dup2(device.fileno(), segment._file)
        with pytest.raises(Unavailable, match="The disk is full"):
            writer.append("app.live", lines("2")).result(timeout=10)
        os.close(kept)
    assert writer.append("app.live", lines("2")).result(timeout=10) == 1, "the next one is written elsewhere"
    writer.stop()
    seal_orphans(tmp_path)
    assert [each.path.read_bytes() for each in sealed_segments(tmp_path)] == [*lines("1"), *lines("2")]


def test_an_append_that_fails_half_way_leaves_whole_lines(tmp_path: Path) -> None:
    segment = Segment(tmp_path, "app.live")
    segment.append(lines("1")[0])
    os.write(segment._file, b'{"id":"ha')
    assert segment.seal() is not None
    (sealed,) = sealed_segments(tmp_path)
    assert sealed.path.read_bytes() == lines("1")[0]


def test_the_backlog_admits_up_to_its_limit_and_again_when_it_has_landed(tmp_path: Path) -> None:
    segment = Segment(tmp_path, "app.live")
    segment.append(b"x" * 59 + b"\n")
    backlog = Backlog(tmp_path, 100)
    backlog.admit("app.live", 40)
    with pytest.raises(Overloaded) as refused:
        backlog.admit("app.live", 1)
    assert refused.value.retry_after >= 1
    sealed = segment.seal()
    assert sealed is not None
    assert waiting_bytes(tmp_path) == {"app.live": 60}
    sealed.unlink()
    time.sleep(0.6)
    backlog.admit("app.live", 100)
