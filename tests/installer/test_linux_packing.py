"""The Linux package: what lies where in the .deb and in the folder for people without root, on a small stand-in program."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from jxdesk.desktop.shell import ROAD_SUFFIXES, TRUST_SUFFIXES
from jxdesk.store.safety.association import MIME_TYPE

INSTALLER = Path(__file__).resolve().parents[2] / "installer"


@pytest.fixture
def packing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(INSTALLER))
    from linux import packing

    return packing


@pytest.fixture
def work(packing, tmp_path: Path) -> Path:
    frozen = tmp_path / "frozen/jxdesk"
    (frozen / "lib-1").mkdir(parents=True)
    for name in ("jxdesk", "jxdesk-cli"):
        (frozen / name).write_text("#!/bin/sh\necho started\n")
        (frozen / name).chmod(0o755)
    (frozen / "lib-1/字体.ttf").write_bytes(b"font")
    (tmp_path / "icons").mkdir()
    for size in packing.ICON_SIZES:
        (tmp_path / f"icons/{size}.png").write_bytes(b"png")
    return tmp_path


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is not here")
def test_the_deb_is_one_that_old_dpkg_reads_and_is_the_same_each_time(packing, work: Path) -> None:
    made = []
    for name in ("one.deb", "two.deb"):
        packing.make_deb(work / "frozen/jxdesk", work, work / name, architecture="amd64")
        made.append((work / name).read_bytes())
    assert made[0] == made[1]
    members = subprocess.run(["ar", "t", work / "one.deb"], capture_output=True, text=True, check=True).stdout
    assert members.split() == ["debian-binary", "control.tar.xz", "data.tar.xz"]
    fields = subprocess.run(
        ["dpkg-deb", "-f", work / "one.deb"], capture_output=True, text=True, check=True
    ).stdout
    assert "Architecture: amd64" in fields
    assert "libc6 (>= 2.28)" in fields
    listing = subprocess.run(
        ["dpkg-deb", "-c", work / "one.deb"], capture_output=True, text=True, check=True
    ).stdout
    assert "root/root" in listing
    assert "./usr/bin/jxdesk -> /opt/jxdesk/jxdesk" in listing
    assert "./usr/share/mime/packages/jxdesk.xml" in listing


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is not here")
def test_the_package_for_arm64_asks_for_what_its_older_qt_loads_and_the_other_does_not(
    packing, work: Path
) -> None:
    asked = {}
    for architecture in ("amd64", "arm64"):
        packing.make_deb(work / "frozen/jxdesk", work, work / "one.deb", architecture=architecture)
        said = subprocess.run(
            ["dpkg-deb", "-f", work / "one.deb", "Depends"], capture_output=True, text=True, check=True
        ).stdout
        asked[architecture] = {name.strip() for name in said.split(",")}
    assert asked["arm64"] - asked["amd64"] == {"libc6 (>= 2.31)", "libbrotli1", "libice6", "libsm6"}
    assert {"libSM.so.6", "libICE.so.6", "libbrotlidec.so.1"} <= packing.promised("arm64")
    assert "libSM.so.6" not in packing.promised("amd64")


def test_the_menu_entry_opens_every_kind_of_file_that_the_window_takes(packing) -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str
    entry.read(packing.FILES / "jxdesk.desktop", encoding="utf-8")
    facts = entry["Desktop Entry"]
    assert facts["Name"] == "绩效桌面"
    assert facts["Exec"].endswith("open.sh %f")
    kinds = ET.parse(packing.FILES / "jxdesk.xml").getroot()
    assert [kind.get("type") for kind in kinds] == facts["MimeType"].strip(";").split(";")
    globs = [part.get("pattern") for kind in kinds for part in kind if part.tag.endswith("glob")]
    assert sorted(globs) == sorted(f"*{suffix}" for suffix in ROAD_SUFFIXES | TRUST_SUFFIXES)
    assert MIME_TYPE in facts["MimeType"].split(";")


def test_the_folder_for_people_without_root_adds_itself_to_their_menu(packing, work: Path) -> None:
    archive = work / "folder.tar.gz"
    packing.make_folder_archive(work / "frozen/jxdesk", work, archive)
    place = work / "U 盘里的 $程序"
    with tarfile.open(archive) as tar:
        assert {entry.uname for entry in tar} == {"root"}
        tar.extractall(place, filter="data")
    home = work / "home"
    folder = place / packing.FOLDER
    subprocess.run(
        [folder / "加到菜单.sh"],
        check=True,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
    )
    entry = (home / ".local/share/applications/jxdesk.desktop").read_text(encoding="utf-8")
    escaped = str(folder / "open.sh").replace("$", r"\$")
    assert f'Exec="{escaped}" %f' in entry.splitlines()


def test_a_source_that_is_not_the_one_named_is_not_used(
    packing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linux import source_packages

    pool = tmp_path / "debian/pool"
    pool.mkdir(parents=True)
    (pool / "x.tar.xz").write_bytes(b"something else")
    monkeypatch.setattr(source_packages, "system_mirror", lambda: (tmp_path / "debian").as_uri())
    source = source_packages.Source("x", "1", archive="debian", folder="pool", files={"x.tar.xz": "0" * 64})
    with pytest.raises(SystemExit, match="没有采用"):
        source_packages.fetch(source, tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())


def _opened(place: Path, program: str) -> tuple[int, str]:
    """The exit code of the menu's script around a stand-in program, and what its dialog said."""
    tools, said = place / "tools", place / "said"
    tools.mkdir(parents=True)
    (tools / "zenity").write_text(f'#!/bin/sh\nprintf "%s" "$*" > "{said}"\n')
    (place / "jxdesk").write_text(f"#!/bin/sh\n{program}\n")
    for file in (tools / "zenity", place / "jxdesk"):
        file.chmod(0o755)
    shutil.copy(INSTALLER / "linux/files/open.sh", place)
    done = subprocess.run([place / "open.sh"], env={"PATH": f"{tools}:/usr/bin:/bin"}, capture_output=True)
    return done.returncode, said.read_text(encoding="utf-8") if said.exists() else ""


@pytest.mark.parametrize("code", [0, 1, 3, 4, 143])
def test_an_end_that_the_program_has_explained_itself_opens_no_dialog(tmp_path: Path, code: int) -> None:
    assert _opened(tmp_path, f"echo words >&2; exit {code}") == (code, "")


@pytest.mark.parametrize(
    ("program", "code"),
    [("echo 'Failed to load' >&2; exit 255", 255), ("kill -ABRT $$", 134), ("exit 127", 127)],
)
def test_a_program_that_cannot_start_says_why_on_the_screen(tmp_path: Path, program: str, code: int) -> None:
    ended, said = _opened(tmp_path, program)
    assert ended == code
    assert "您的数据没有动" in said
    assert str(code) in said


def test_a_missing_part_is_named_in_the_dialog_as_the_program_says_it(tmp_path: Path) -> None:
    ended, said = _opened(tmp_path, "echo '绩效桌面的程序文件不全：libQt6Gui' >&2; exit 4")
    assert (ended, "libQt6Gui" in said) == (4, True)


def test_a_program_without_its_database_library_says_so_before_any_window(tmp_path: Path) -> None:
    script = f"import runpy, sys; sys.modules['_sqlite3'] = None; runpy.run_path({str(INSTALLER / 'entry.py')!r}, run_name='__main__')"
    plain = {**os.environ, "PYTHONIOENCODING": "ascii:backslashreplace"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=tmp_path, env=plain)
    assert done.returncode == 4
    assert "程序文件不全" in done.stderr
    assert "您的数据没有动" in done.stderr
