"""The build hook: compiles ui/ and copies resources/ into the package; hatchling, dev.py and people run it.

Run as a script it does the same for this tree: ``python installer/build_hook.py``.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    BuildHookInterface = Any
else:
    try:
        from hatchling.builders.hooks.plugin.interface import BuildHookInterface
    except ImportError:  # dev.py calls generate() before hatchling is there
        BuildHookInterface = object

UIC_PLACES = ("PySide6/Qt/libexec/uic", "PySide6/uic.exe")


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """What hatchling calls while it builds a wheel or an editable install."""

    def dependencies(self) -> list[str]:
        """The pinned PySide6 wheel where no uic binary is at hand, else nothing to fetch."""
        return [] if find_uic() else qt_pins(Path(self.root))

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the products just before they are packed."""
        del version, build_data
        generate(Path(self.root))


def find_uic() -> Path | None:
    """The uic binary of the PySide6 nearest at hand.

    pip's build isolation hides packages and leaves their files, so the target environment is looked into as well.
    """
    roots = [sysconfig.get_path("purelib"), *sys.path]
    for root in filter(None, roots):
        for place in UIC_PLACES:
            if (found := Path(root) / place).is_file():
                return found
    return None


def qt_pins(root: Path) -> list[str]:
    """The PySide6 lines of the project's own dependencies."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [line for line in project["dependencies"] if line.startswith("PySide6")]


def generate(root: Path) -> None:
    """Brings both products in step with their sources; touches nothing that is in step already.

    Raises: RuntimeError where a form has to be compiled and no working uic is there.
    """
    compile_forms(root / "ui", root / "src/jxdesk/desktop/forms")
    copy_tree(root / "resources", root / "src/jxdesk/resources")


def compile_forms(source: Path, target: Path) -> None:
    """Compiles each form that is newer than its module and drops modules whose form is gone."""
    forms = {target / f"ui_{form.stem}.py": form for form in sorted(source.glob("*.ui"))}
    target.mkdir(parents=True, exist_ok=True)
    for module in target.glob("ui_*.py"):
        if module not in forms:
            module.unlink()
    for module, form in forms.items():
        if not module.exists() or module.stat().st_mtime < form.stat().st_mtime:
            _compile(form, module)


def _compile(form: Path, module: Path) -> None:
    uic = find_uic()
    if uic is None:
        raise RuntimeError(f"{form.name}: no uic binary; install PySide6-Essentials first")
    fresh = module.with_name(f".{module.name}.{os.getpid()}")
    try:
        # The binary, not pyside6-uic: that one is a script which needs the package importable.
        done = subprocess.run([uic, "-g", "python", form, "-o", fresh], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{form.name}: {uic} failed: {done.stderr.strip()}")
        fresh.replace(module)
    finally:
        fresh.unlink(missing_ok=True)


def copy_tree(source: Path, target: Path) -> None:
    """Copies changed files and deletes those that have no source any more."""
    if target.is_symlink():
        target.unlink()
    wanted = {file.relative_to(source) for file in source.rglob("*") if file.is_file()}
    wanted = {name for name in wanted if not any(part.startswith(".") for part in name.parts)}
    for name in sorted(wanted):
        origin, copy = source / name, target / name
        if copy.is_file() and filecmp.cmp(origin, copy):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        fresh = copy.with_name(f".{copy.name}.{os.getpid()}")
        shutil.copy2(origin, fresh)
        fresh.replace(copy)
    for old in sorted(target.rglob("*"), reverse=True):
        if old.is_dir():
            if not any(old.iterdir()):
                old.rmdir()
        elif old.relative_to(target) not in wanted and not old.name.startswith("."):
            old.unlink()


if __name__ == "__main__":
    generate(Path(__file__).resolve().parent.parent)
