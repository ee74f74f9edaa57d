"""The command line, run as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tieline(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """What the command printed and how it ended, with a data folder of its own."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TIELINE_")}
    return subprocess.run(
        [Path(sys.executable).parent / "tieline", *words],
        env={**environment, "TIELINE_DATA": str(data), "COLUMNS": "120"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = tieline(tmp_path, "--help").stdout
    for command in ("up", "run", "load", "simulate", "doctor", "demo", "user", "pack", "worker"):
        assert f" {command} " in shown


def test_a_folder_that_is_not_there_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = tieline(tmp_path, "load", "--pack", "packs/telecom", "--from", str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "do:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pack_that_is_not_there_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = tieline(tmp_path, "pack", "check", "packs/no-such-pack")
    assert done.returncode == 1
    assert "no-such-pack" in done.stderr
    assert "Traceback" not in done.stderr


def test_both_packs_of_the_project_are_good(tmp_path: Path) -> None:
    for pack in ("packs/telecom", "packs/ibm-telco"):
        done = tieline(tmp_path, "pack", "check", pack)
        assert done.returncode == 0, done.stderr
        assert "all good" in done.stdout


def test_a_wrong_rule_field_is_named_with_its_file_and_the_nearest_name(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text("key: small\nname: {zh: 小, en: Small}\n")
    (pack / "rules" / "quiet.yaml").write_text(
        "key: quiet\nname: {zh: 安静, en: Quiet}\nsays: {zh: 安静, en: Quiet}\nseverity: low\n"
        "when: voice_minutes_30days < 5\n"
    )
    done = tieline(tmp_path, "pack", "check", str(pack))
    assert done.returncode == 1
    assert "voice_minutes_30days" in done.stderr
    assert "voice_minutes_30d" in done.stderr
    assert "quiet.yaml" in done.stderr


def test_doctor_says_what_to_do_on_an_empty_machine(tmp_path: Path) -> None:
    done = tieline(tmp_path, "doctor")
    assert done.returncode == 1
    assert "not applied" in done.stdout
    assert "tieline up" in done.stdout


def test_a_run_without_definitions_says_to_publish_a_pack(tmp_path: Path) -> None:
    done = tieline(tmp_path, "run")
    assert done.returncode == 1
    assert "pack" in done.stderr
    assert "Traceback" not in done.stderr
