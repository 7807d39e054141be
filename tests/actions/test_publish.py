"""What goes down between real desks: shown first, tried first, put in force, and never over what was filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from jxdesk.actions import deadlines
from jxdesk.actions.publishing.approved import NothingToPublish
from jxdesk.actions.publishing.texts import publish_texts
from jxdesk.actions.receiving.published import Handing
from jxdesk.actions.receiving.receive import commit, look
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.library.entries import Library, LibraryEntry, Origin
from jxdesk.domain.library.handed_down import library_from_text, library_to_text
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.shipped_files import resource
from jxdesk.store.engine import settings
from jxdesk.store.records import libraries, offices, publications
from jxdesk.store.shipped import overlay
from jxdesk.store.shipped.forms import rule_packs, templates
from jxdesk.store.shipped.libraries import libraries as shipped_libraries
from tests.actions.enrol_desks import TOWN, county, desk, enrolled, town
from tests.actions.road_desks import receive

__all__ = ["county", "desk", "town"]


@pytest.fixture
def below(county: Workspace, town: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """The town, enrolled; what it takes in is forgotten by the program afterwards."""
    enrolled(town, county, tmp_path / "enrolment")
    yield town
    forget()


def forget() -> None:
    """Empties the overlay, as a new start of the program does."""
    overlay._held.clear()
    for one in overlay._forget:
        one()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def test_a_library_goes_down_is_shown_entry_by_entry_and_stands_on_the_shelf(
    county: Workspace, below: Workspace, stick: Path
) -> None:
    with pytest.raises(NothingToPublish):
        publish_texts(county, PublicationKind.LIBRARY, to=stick)
    entry = LibraryEntry(
        id="c@1/a", library_id="c@1", code="a", name="养护里程", unit="公里", level1="产出指标"
    )
    library = Library(id="c@1", name="县指标库", version="1", origin=Origin.IMPORTED, entries=(entry,))
    county.transact(lambda tx: libraries.add_library(tx, library), errand="test")
    sent = publish_texts(county, PublicationKind.LIBRARY, to=stick)
    arrival = look(below, sent.path)
    (one,) = arrival.publications
    assert (one.handing, one.changes) == (Handing.NEW, ("新增指标 1 条",))
    commit(below, arrival)
    held = next(found for found in below.read(lambda tx: libraries.shelf(tx).libraries) if found.id == "c@1")
    assert [(known.name, known.unit) for known in held.entries] == [("养护里程", "公里")]
    assert receive(below, sent.path).is_duplicate
    again = look(below, publish_texts(county, PublicationKind.LIBRARY, to=stick).path)
    assert [known.handing for known in again.publications] == [Handing.SAME]


@pytest.mark.parametrize("number", range(len(shipped_libraries())))
def test_every_shipped_library_comes_back_from_its_text(number: int) -> None:
    library = shipped_libraries()[number]
    back = library_from_text(library_to_text(library), family=library.family, version=library.version)
    assert [replace(one, initials="") for one in back.entries] == [
        replace(one, initials="", position=place) for place, one in enumerate(library.entries)
    ]


def published_pack(text: str, county: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a rule pack of this text, as a county whose own overlay holds it sends it."""
    publication = publication_of(PublicationKind.RULES, text)
    overlay.hold("county", [publication])
    try:
        return publish_texts(county, PublicationKind.RULES, to=stick).path
    finally:
        forget()


class publication_of:  # noqa: N801 - reads as what it stands for
    """What the overlay needs of a publication."""

    def __init__(self, kind: PublicationKind, text: str) -> None:
        self.kind, self.text = kind, text
        self.name = next(line for line in text.splitlines() if line.startswith("id = ")).split('"')[1]


def pack_text(name: str, **changes: str) -> str:
    text = resource("rules", "yunnan-2020.toml").read_text(encoding="utf-8")
    text = text.replace('id = "yunnan-2020"', f'id = "{name}"', 1)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_a_rule_pack_is_tried_by_its_own_cases_and_holds_for_new_forms(
    county: Workspace, below: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = published_pack(pack_text("prefecture-2027"), county, stick, monkeypatch)
    assert "prefecture-2027" not in rule_packs()
    arrival = look(below, file)
    handings = {one.publication.name: one.handing for one in arrival.publications}
    assert handings == {"yunnan-2020": Handing.SAME, "prefecture-2027": Handing.NEW}
    commit(below, arrival)
    assert "prefecture-2027" in rule_packs()
    assert below.read(lambda tx: settings.get(tx, settings.RULE_PACK)) == "prefecture-2027"
    assert [one.name for one in below.read(publications.in_force)] == ["prefecture-2027"]
    forget()
    home = below.folder.root
    below.close(backup=False)
    with Workspace.open_existing(home):
        assert "prefecture-2027" in rule_packs(), "it holds after the next start"


def test_other_words_under_a_known_id_are_refused_and_nothing_changes(
    county: Workspace, below: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(below, published_pack(pack_text("prefecture-2027"), county, stick, monkeypatch))
    text = pack_text("prefecture-2027") + "\n# 另一版\n"
    forget()
    below.hold_published()
    held = rule_packs()["prefecture-2027"]
    overlay._held.clear()
    for one in overlay._forget:
        one()
    file = published_pack(text.replace('version = "', 'version = "2-', 1), county, stick, monkeypatch)
    below.hold_published()
    arrival = look(below, file)
    refused = next(one for one in arrival.publications if one.publication.name == "prefecture-2027")
    assert refused.handing is Handing.REFUSED
    assert "另起编号" in refused.reason
    commit(below, arrival)
    assert rule_packs()["prefecture-2027"] == held


def test_forms_of_the_program_are_the_same_everywhere(
    county: Workspace, below: Workspace, stick: Path
) -> None:
    arrival = look(below, publish_texts(county, PublicationKind.FORMS, to=stick).path)
    assert {one.publication.name for one in arrival.publications} == set(templates())
    assert {one.handing for one in arrival.publications} == {Handing.SAME}


def test_offices_and_moved_deadlines_come_down(county: Workspace, below: Workspace, stick: Path) -> None:
    own = county.facts.office
    assert own is not None
    unit = Office(
        id=new_id(), path=f"{TOWN}-d001", name="白岩镇中心小学", level=OfficeLevel.UNIT, parent_id=own.id
    )
    named = Office(
        id=new_id(), path=TOWN, name="白岩镇人民政府", level=OfficeLevel.TOWNSHIP, parent_id=own.id
    )
    county.transact(lambda tx: offices.add_many(tx, (named, unit)), errand="test")
    arrival = look(below, publish_texts(county, PublicationKind.OFFICES, to=stick).path)
    assert arrival.publications[0].changes == (
        f"{TOWN}：镇财政局 → 白岩镇人民政府",
        f"新增 白岩镇中心小学（{TOWN}-d001）",
    )
    commit(below, arrival)
    assert [one.name for one in below.read(offices.all_offices)] == ["白岩镇人民政府", "白岩镇中心小学"]
    key = deadlines.of_year(county, 2026)[0].deadline.key
    deadlines.move(county, 2026, key, dt.date(2026, 12, 25), basis="县财绩〔2026〕9号")
    receive(below, publish_texts(county, PublicationKind.DEADLINES, to=stick, year=2026).path)
    moved = {one.deadline.key: one.moved for one in deadlines.of_year(below, 2026)}
    assert moved[key] is not None
    assert moved[key].on == dt.date(2026, 12, 25)  # type: ignore[union-attr]
    for kind in (PublicationKind.REGIONS, PublicationKind.HOLIDAYS):
        same = look(below, publish_texts(county, kind, to=stick).path)
        assert [one.handing for one in same.publications] == [Handing.SAME]
