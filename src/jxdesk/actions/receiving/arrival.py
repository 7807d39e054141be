"""An arrival: what a verified package would add and change here, as a person sees it before anything is taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jxdesk.actions.receiving.published import ArrivedPublication, Handing
from jxdesk.domain.records.filings import Filing, Form
from jxdesk.domain.records.offices import Office
from jxdesk.domain.records.packages import PackageKind
from jxdesk.domain.records.projects import Project
from jxdesk.domain.records.received import ReceivedPackage
from jxdesk.domain.road.chain import Placed, Verdict
from jxdesk.domain.road.merging import Take
from jxdesk.domain.round_trip.differences import Difference
from jxdesk.exchange.manifest import Manifest

UPWARD = frozenset({PackageKind.SUBMISSION, PackageKind.MERGE})
"""Kinds that come from an office below and are answered with a receipt."""
DECIDING = frozenset({PackageKind.RETURN, PackageKind.APPROVAL})
"""Kinds that tell an office below what became of its filings."""
TO_CHOOSE = frozenset({Take.CONFLICT, Take.TWIN})
"""What a person decides; until then the filing stays as it is here."""
STORED = frozenset({Take.NEW, Take.CHANGED, Take.DECIDED})
"""What is taken in unasked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedFiling:
    """One filing of a package with what taking it in would do; ``here_id`` is the one that it stands beside.

    Without ``is_news`` it is the very state of the very round that is here; without ``is_theirs`` it is of an office for
    which the sender does not speak, and nothing that the package says of it counts. ``reason`` says in words why it is not simply taken. ``differences`` go from what is here to what came.
    """

    id: str
    name: str
    office_name: str
    form: Form
    take: Take
    round: int = 1
    is_news: bool = True
    is_theirs: bool = True
    here_id: str = ""
    differences: tuple[Difference, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectDifference:
    """What a package says otherwise of a project; the master data of this desk stay unless a person takes it."""

    project_id: str
    name: str
    field: str
    here: str
    came: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAs:
    """Under which identity each office and project that a package names is known here."""

    offices: Mapping[str, str]
    projects: Mapping[str, str]

    def placed(self, filing: Filing) -> Filing:
        """A filing that came, with its office and project as they are known here."""
        return replace(
            filing,
            office_id=self.offices[filing.office_id],
            project_id=self.projects[filing.project_id] if filing.project_id else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A whole, signed package for this desk, compared with what is here; nothing has been changed yet.

    ``staged`` is the copy that was verified and will be kept. ``known`` is set where the package was taken in before;
    ``after`` is how many imports there were when it was compared.
    """

    source: Path
    staged: Path
    size_bytes: int
    digest: str
    manifest: Manifest
    signer: str
    is_confirmed: bool
    placed: Placed
    filings: tuple[ArrivedFiling, ...] = ()
    new_offices: tuple[Office, ...] = ()
    new_projects: tuple[Project, ...] = ()
    project_differences: tuple[ProjectDifference, ...] = ()
    known_as: KnownAs
    attachments: int = 0
    publications: tuple[ArrivedPublication, ...] = ()
    known: ReceivedPackage | None = None
    is_overtaken: bool = False
    """Whether it hands over a pen that has changed hands since."""
    after: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many filings there are of each kind, with new projects and offices."""
        found = Counter(one.take for one in self.filings)
        return {take.value: found[take] for take in Take} | {
            "new_offices": len(self.new_offices),
            "new_projects": len(self.new_projects),
            "attachments": self.attachments,
        }

    @property
    def brings_pen(self) -> bool:
        """Whether it hands over the pen, and so is taken in even where one only looks because the pen is elsewhere."""
        return self.manifest.kind is PackageKind.HANDOVER and not self.is_overtaken

    @property
    def open_choices(self) -> tuple[ArrivedFiling, ...]:
        """The filings about which a person decides."""
        return tuple(one for one in self.filings if one.take in TO_CHOOSE)

    @property
    def is_older(self) -> bool:
        """Whether everything that it says has been overtaken: it is filed away and overrides nothing.

        Decisions from above are heard one by one, each by its round, whichever of their packages comes first.
        """
        if self.manifest.kind in DECIDING:
            return False
        if self.is_overtaken:
            return True
        has_news = any(one.take in STORED | TO_CHOOSE for one in self.filings) or any(
            one.handing in (Handing.NEW, Handing.NEWER) for one in self.publications
        )
        return self.placed.verdict is Verdict.LATE and not has_news
