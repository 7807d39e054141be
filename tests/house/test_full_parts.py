"""The parts of ``installer/dev.py full``: every test in full numbers belongs to one that can be asked for by name."""

from __future__ import annotations

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def parts() -> dict[str, tuple[str, ...]]:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "installer" / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    found: dict[str, tuple[str, ...]] = dev.FULL_PARTS
    return found


def test_every_test_in_full_numbers_belongs_to_exactly_one_part() -> None:
    marked = {
        path.relative_to(ROOT)
        for path in (ROOT / "tests").rglob("test_*.py")
        if "@pytest.mark.full" in path.read_text(encoding="utf-8") and path != Path(__file__)
    }
    assert marked
    for path in sorted(marked):
        belongs = [
            name for name, places in parts().items() if any(path.is_relative_to(one) for one in places)
        ]
        assert len(belongs) == 1, f"{path}: {belongs}"


def test_every_place_of_a_part_is_there() -> None:
    assert all((ROOT / place).exists() for places in parts().values() for place in places)
