"""The rules of the house that no other tool holds: where imports stand, how modules open, what never appears."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "jxdesk"
PRODUCTS = (SOURCE / "resources", SOURCE / "desktop" / "forms")
LONGEST_MODULE = 450
TEXT_SUFFIXES = {
    ".py",
    ".toml",
    ".md",
    ".txt",
    ".csv",
    ".json",
    ".ui",
    ".qss",
    ".svg",
    ".html",
    ".yml",
    ".cfg",
}

ROOMS_THAT_OPEN_LAZILY = {
    "store/schema/__init__.py",
    "store/safety/__init__.py",
    "documents/__init__.py",
    "exchange/__init__.py",
}
DOORS = ("__main__.py", "cli/", "desktop/")
BAGS = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "tools"}
# A bug is left to crash; only the doors and the threads that carry an error to a door may catch everything.
CATCH_ALL = {
    "__main__.py",
    "cli/main.py",
    "desktop/crash.py",
    "desktop/start.py",
    "desktop/tasks.py",
    "store/engine/database.py",
}


def modules() -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*.py"))
        if not (path.name.startswith("ui_") or path.is_relative_to(SOURCE / "resources"))
    ]


def place(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(node: ast.AST) -> Iterator[tuple[int, str]]:
    for item in ast.walk(node):
        if isinstance(item, ast.Import):
            yield from ((item.lineno, alias.name) for alias in item.names)
        elif isinstance(item, ast.ImportFrom):
            yield item.lineno, item.module or ""


def functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (item for item in ast.walk(node) if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef))


def test_an_import_inside_a_function_stands_only_at_a_door_or_where_a_room_opens() -> None:
    wrong = [
        f"{place(path)}:{line} {name}"
        for path in modules()
        if place(path) not in ROOMS_THAT_OPEN_LAZILY and not place(path).startswith(DOORS)
        for function in functions(tree(path))
        for line, name in imports(function)
    ]
    assert wrong == []


def test_the_desktop_imports_late_only_errands_rooms_and_its_own_pages() -> None:
    wrong = [
        f"{place(path)}:{line} {name}"
        for path in modules()
        if place(path).startswith("desktop/")
        for function in functions(tree(path))
        for line, name in imports(function)
        if not name.startswith(("jxdesk.", "PySide6"))
    ]
    assert wrong == []


def test_qt_is_known_to_the_desktop_alone() -> None:
    wrong = [
        f"{place(path)}:{line}"
        for path in modules()
        if not place(path).startswith("desktop/")
        for line, name in imports(tree(path))
        if name.split(".")[0] in {"PySide6", "shiboken6"}
    ]
    assert wrong == []


def test_no_module_is_a_bag() -> None:
    parts = {part for path in modules() for part in re.split(r"[/_.]", place(path))}
    assert parts & BAGS == set()


def test_no_module_grows_past_what_one_can_read() -> None:
    sizes = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: size for name, size in sizes.items() if size > LONGEST_MODULE} == {}


def test_every_module_and_every_public_name_says_what_it_is() -> None:
    silent = []
    for path in modules():
        module = tree(path)
        if not ast.get_docstring(module):
            silent.append(place(path))
        silent += [
            f"{place(path)}:{item.lineno} {item.name}"
            for item in module.body
            if isinstance(item, ast.FunctionDef | ast.ClassDef)
            and not item.name.startswith("_")
            and not ast.get_docstring(item)
        ]
    assert silent == []


def test_the_law_reads_no_clock_and_no_files() -> None:
    forbidden = {
        "now",
        "today",
        "utcnow",
        "monotonic",
        "perf_counter",
        "read_text",
        "read_bytes",
        "write_text",
    }
    wrong = []
    for path in sorted((SOURCE / "domain").rglob("*.py")):
        for item in ast.walk(tree(path)):
            if isinstance(item, ast.Call):
                name = (
                    item.func.attr if isinstance(item.func, ast.Attribute) else getattr(item.func, "id", "")
                )
                if name in forbidden | {"open"}:
                    wrong.append(f"{place(path)}:{item.lineno} {name}()")
    assert wrong == []


def test_sessions_and_transactions_are_made_in_one_place() -> None:
    wrong = [
        f"{place(path)}:{number} {line.strip()}"
        for path in modules()
        if place(path) != "store/engine/database.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\bSession\(|\bwith (self\.)?_?con(nection)?\b\s*:", line)
    ]
    assert wrong == []


def is_passed_on(step: ast.AST) -> bool:
    """Whether a caught error goes on its way: raised again, or carried to the thread that waits for it."""
    if isinstance(step, ast.Raise):
        return step.exc is None
    return isinstance(step, ast.Attribute) and step.attr == "set_exception"


def test_everything_is_caught_only_at_the_doors() -> None:
    wrong = [
        f"{place(path)}:{item.lineno}"
        for path in modules()
        if place(path) not in CATCH_ALL
        for item in ast.walk(tree(path))
        if isinstance(item, ast.ExceptHandler)
        and (item.type is None or getattr(item.type, "id", "") in {"Exception", "BaseException"})
        and not any(is_passed_on(step) for step in ast.walk(item))
    ]
    assert wrong == []


def is_product(path: Path) -> bool:
    """Whether the build hook makes this file."""
    return PRODUCTS[0] in path.parents or (path.parent == PRODUCTS[1] and path.name.startswith("ui_"))


def tracked() -> list[Path]:
    """The files of the project as git lists them, or as they lie where git or its folder is not there."""
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        own = ("src", "tests", "installer", "resources", "ui", ".ci")
        found = [path for name in own for path in (ROOT / name).rglob("*") if path.is_file()]
        return [path for path in found if "__pycache__" not in path.parts and not is_product(path)]
    names = listing.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> list[Path]:
    return [path for path in tracked() if path.suffix in TEXT_SUFFIXES or not path.suffix]


# Spelled in pieces, so that this file does not find itself.
MACHINE_PLACES = re.compile(
    "|".join(
        (
            r"(?<![\w.])/" + r"(work|root|home/\w+|Users/\w+|opt/pypi)/",
            r"file" + r":///(?!\{)",
            r"https?://[a-z0-9-]+(:\d+)?/(?<!localhost/)",
            r"https?://[^/\s]*\.(local|lan|internal|corp)\b",
            r"\b(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+\b",
        )
    )
)


def test_no_tracked_file_names_a_machine_or_a_host_inside_a_network() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number} {found.group()}"
        for path in texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := MACHINE_PLACES.search(line))
    ]
    assert wrong == []


def test_every_tracked_text_is_utf_8_without_a_mark_and_with_plain_line_ends() -> None:
    for path in texts():
        raw = path.read_bytes()
        assert not raw.startswith(b"\xef\xbb\xbf"), path
        raw.decode("utf-8")
        if path.suffix in {".py", ".toml", ".csv", ".qss"}:
            assert b"\r" not in raw, path


def test_every_toml_resource_can_be_read() -> None:
    files = sorted((ROOT / "resources").rglob("*.toml"))
    for path in files:
        try:
            assert tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            pytest.fail(f"{path.relative_to(ROOT)}: {error}")
    assert files


def test_the_products_of_the_build_are_not_tracked() -> None:
    products = [path for path in tracked() if is_product(path)]
    assert products == []
