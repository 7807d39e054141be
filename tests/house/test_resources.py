"""What ships beside the code is whole: forms and rules validate, fonts have their licences, copies follow their sources."""

from __future__ import annotations

import importlib.util
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.shipped_files import resource
from jxdesk.store.shipped.forms import rule_packs, templates

ROOT = Path(__file__).parents[2]
RESOURCES = ROOT / "resources"
FORMS = sorted((RESOURCES / "forms").glob("*.toml"))
RULES = sorted((RESOURCES / "rules").glob("*.toml"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_template_validates_and_is_named_after_its_id(path: Path) -> None:
    template = FormTemplate.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
    assert template.id == path.stem
    assert template.source


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_pack_validates_and_is_named_after_its_id(path: Path) -> None:
    pack = RulePack.from_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
    assert pack.id == path.stem
    assert pack.sources


def test_the_program_ships_what_lies_in_the_sources() -> None:
    assert sorted(templates()) == [path.stem for path in FORMS]
    assert sorted(rule_packs()) == [path.stem for path in RULES]
    for name in ("regions.csv", "calendar.csv", "characters.txt"):
        assert resource(name).read_bytes() == (RESOURCES / name).read_bytes()


def test_fonts_lie_beside_their_licence_and_reference_data_beside_their_sources() -> None:
    fonts = RESOURCES / "fonts"
    licences = [
        path.read_text(encoding="utf-8").upper() for path in fonts.iterdir() if path.suffix in {".txt", ".md"}
    ]
    assert any("OPEN FONT LICENSE" in text for text in licences)
    sources = (RESOURCES / "SOURCES.md").read_text(encoding="utf-8")
    assert all(path.name in sources for path in RESOURCES.iterdir() if path.suffix in {".csv", ".txt"})


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build hook, loaded as hatchling loads it: by its path."""
    spec = importlib.util.spec_from_file_location("build_hook", ROOT / "installer" / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "build_hook", module)
    spec.loader.exec_module(module)
    return module


def test_copies_follow_their_sources_and_lose_what_has_none(hook: ModuleType, tmp_path: Path) -> None:
    source, target = tmp_path / "resources", tmp_path / "copy"
    (source / "表").mkdir(parents=True)
    (source / "表" / "甲.toml").write_text("a = 1", encoding="utf-8")
    (source / "乙.txt").write_text("乙", encoding="utf-8")
    hook.copy_tree(source, target)
    untouched = (target / "乙.txt").stat().st_mtime_ns
    (source / "表" / "甲.toml").unlink()
    (source / "表").rmdir()
    (source / "乙.txt").touch()
    hook.copy_tree(source, target)
    assert [path.name for path in target.rglob("*")] == ["乙.txt"]
    assert (target / "乙.txt").stat().st_mtime_ns == untouched
    (source / "乙.txt").write_text("乙丙", encoding="utf-8")
    hook.copy_tree(source, target)
    assert (target / "乙.txt").read_text(encoding="utf-8") == "乙丙"


def test_a_linked_copy_is_replaced_and_its_source_is_not_emptied(hook: ModuleType, tmp_path: Path) -> None:
    source, target = tmp_path / "resources", tmp_path / "copy"
    source.mkdir()
    (source / "甲.txt").write_text("甲", encoding="utf-8")
    target.symlink_to(source, target_is_directory=True)
    hook.copy_tree(source, target)
    assert not target.is_symlink()
    assert (
        (source / "甲.txt").read_text(encoding="utf-8")
        == (target / "甲.txt").read_text(encoding="utf-8")
        == "甲"
    )


FORM = """<?xml version="1.0" encoding="UTF-8"?><ui version="4.0"><class>Sheet</class>
<widget class="QWidget" name="Sheet"><layout class="QVBoxLayout"><item>
<widget class="QLabel" name="heading"><property name="text"><string>练习县</string></property></widget>
</item></layout></widget></ui>"""


def test_forms_are_compiled_once_and_follow_their_drawings(hook: ModuleType, tmp_path: Path) -> None:
    drawings, modules = tmp_path / "ui", tmp_path / "forms"
    drawings.mkdir()
    (drawings / "sheet.ui").write_text(FORM, encoding="utf-8")
    hook.compile_forms(drawings, modules)
    compiled = modules / "ui_sheet.py"
    assert "class Ui_Sheet" in compiled.read_text(encoding="utf-8")
    first = compiled.stat().st_mtime_ns
    hook.compile_forms(drawings, modules)
    assert compiled.stat().st_mtime_ns == first
    (drawings / "sheet.ui").unlink()
    hook.compile_forms(drawings, modules)
    assert list(modules.iterdir()) == []


def test_a_form_that_is_no_form_is_named_and_leaves_nothing(hook: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "broken.ui").write_text("<ui>", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"broken\.ui"):
        hook.compile_forms(tmp_path / "ui", tmp_path / "forms")
    assert list((tmp_path / "forms").iterdir()) == []


def test_the_pinned_qt_is_asked_for_only_where_no_uic_is_at_hand(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hook.CustomBuildHook.__new__(hook.CustomBuildHook)
    monkeypatch.setattr(type(made), "root", str(ROOT), raising=False)
    assert made.dependencies() == []
    monkeypatch.setattr(hook, "find_uic", lambda: None)
    assert all(pin.startswith("PySide6-Essentials==") for pin in made.dependencies())
    assert len(made.dependencies()) == 2
