"""Sealing: finished filings go out signed, what cannot go is named, and nothing is ever half done."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jxdesk.actions.deliver import NotKept, cover_of, deliver
from jxdesk.actions.demo import make_practice_county
from jxdesk.actions.posting import EvidenceMissing, NotDelivered
from jxdesk.actions.seal import NothingToSeal, seal
from jxdesk.actions.start import start
from jxdesk.actions.verify import verify
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.errors import Cancelled, ExitCode
from jxdesk.domain.practice import Scale
from jxdesk.domain.progress import Progress
from jxdesk.domain.records.filings import (
    Comparator,
    Filing,
    FilingContent,
    FilingState,
    Form,
    IndicatorLine,
    MoneyKey,
    MoneyLine,
)
from jxdesk.domain.records.identity import new_id
from jxdesk.domain.records.offices import Office, OfficeLevel
from jxdesk.domain.records.packages import Attachment, AttachmentType, Task
from jxdesk.domain.records.projects import Project
from jxdesk.domain.sending.selection import Choice
from jxdesk.exchange.keys import KeyFault, KeyLocked
from jxdesk.exchange.verifying import open_package
from jxdesk.shipped_files import resource
from jxdesk.store.engine import journal
from jxdesk.store.engine.database import Transaction
from jxdesk.store.faults import StaleVersion
from jxdesk.store.records import attachments, filings, offices, packages, projects

FINISHED = Choice(task=Task(form=Form.PROJECT_SELF_EVALUATION, year=2025))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice county, made once and copied for each test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("user")))
        home = tmp_path_factory.mktemp("county") / "home"
        make_practice_county(home, Scale.SMALL)
        return home


@pytest.fixture
def workspace(county: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(county, tmp_path / "home")
    with Workspace.open_existing(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder


def states(workspace: Workspace) -> dict[str, int]:
    found = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))
    return {
        state: sum(one.state.value == state for one in found) for state in {one.state.value for one in found}
    }


def test_a_finished_year_goes_out_is_kept_and_verifies(workspace: Workspace, stick: Path) -> None:
    result = seal(workspace, FINISHED, to=stick)
    answer = verify(result.path)
    assert (answer.code, answer.digest, answer.trust) == ("JX-OK", result.digest, "unconfirmed")
    assert answer.manifest is not None
    assert answer.manifest.practice
    assert answer.counts is not None
    assert answer.counts["filing"] == len(result.sealed) == 24
    assert result.exit_code is ExitCode.DONE
    assert [path.name for path in stick.iterdir()] == [result.cover.file_name]
    kept = workspace.folder.packages / f"{result.digest}.jxpkg"
    assert kept.read_bytes() == result.path.read_bytes()
    assert states(workspace) == {"sealed": 24}
    assert verify(result.path, practice=False).code == "JX-PRACTICE"
    assert verify(result.path, workspace.folder.keys / "chain" / "00.dsse.json").trust == "confirmed"


def test_a_package_is_named_by_sender_task_number_and_fingerprint(workspace: Workspace, stick: Path) -> None:
    result = seal(workspace, FINISHED, to=stick)
    assert result.path.name == f"练习县财政局_2025绩效自评_第0001号_{result.fingerprint[:4]}.jxpkg"


def test_packages_count_on_and_each_names_the_one_before(workspace: Workspace, stick: Path) -> None:
    first = seal(workspace, FINISHED, to=stick)
    second = seal(workspace, FINISHED, to=stick)
    manifests = [verify(result.path).manifest for result in (first, second)]
    assert [said.chain.seq for said in manifests if said] == [1, 2]
    assert [said.chain.prev for said in manifests if said] == ["", first.digest]
    ledger = packages.ledger(workspace.folder)
    assert [sent.digest for sent in ledger] == [first.digest, second.digest]
    assert [sent.digest for sent in workspace.read(packages.all_sent)] == [second.digest, first.digest]


def test_the_same_filings_give_the_same_data_each_time(workspace: Workspace, stick: Path) -> None:
    answers = [verify(seal(workspace, FINISHED, to=stick).path) for _ in range(2)]
    data = [
        {file.name: file.sha256 for file in one.manifest.files if file.name.startswith("data/")}
        for one in answers
        if one.manifest
    ]
    assert data[0] == data[1]


def test_a_package_carries_the_forms_and_rules_as_they_are_written(workspace: Workspace, stick: Path) -> None:
    with open_package(seal(workspace, FINISHED, to=stick).path) as package:
        for template in package.templates():
            assert template.text == resource("forms", f"{template.id}.toml").read_text(encoding="utf-8")
        used = {filing.content.template_id for filing in package.filings()}
        assert {template.id for template in package.templates()} == used
        assert [pack.id for pack in package.rule_packs()] == ["yunnan-2020"]


def test_what_goes_out_is_what_is_stored(workspace: Workspace, stick: Path) -> None:
    with open_package(seal(workspace, FINISHED, to=stick).path) as package:
        read = {filing.id: filing for filing in package.filings()}
        sent = {project.id: project for project in package.projects()}
    stored = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))
    assert {one.id: one.content for one in stored} == {one.id: one.content for one in read.values()}
    known = workspace.read(lambda tx: projects.of_year(tx, 2025))
    assert {one.id: one for one in known} == sent


def test_the_journal_goes_in_by_its_head(workspace: Workspace, stick: Path) -> None:
    head = workspace.read(journal.head)[1]
    said = verify(seal(workspace, FINISHED, to=stick).path).manifest
    assert said is not None
    assert said.journal_head == head
    assert workspace.read(journal.first_broken_line) is None


def spoilt(workspace: Workspace) -> Filing:
    """A filing of the finished year with an error: more spent than there was."""
    filing = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))[0]
    lines = tuple(
        replace(line, executed_fen=(line.revised_budget_fen or 0) * 2 + 100)
        for line in filing.content.money_lines
    )
    wrong = replace(filing, state=FilingState.DRAFT, content=replace(filing.content, money_lines=lines))
    return workspace.transact(
        lambda tx: filings.save(
            tx, wrong, expected_version=filing.version, summary=filings.Summary(error_count=1)
        )
    )


def test_a_filing_with_an_error_stays_behind_and_is_named(workspace: Workspace, stick: Path) -> None:
    wrong = spoilt(workspace)
    result = seal(workspace, FINISHED, to=stick)
    assert result.exit_code is ExitCode.REFUSED
    assert [left.filing_id for left in result.left_out] == [wrong.id]
    assert result.left_out[0].project == wrong.content.project_name
    assert result.left_out[0].reasons
    assert wrong.id not in result.sealed
    assert states(workspace) == {"draft": 1, "sealed": 23}
    said = result.as_json()
    assert said["sealed"] == 23
    assert json.dumps(said, ensure_ascii=False)


def test_a_filing_that_nobody_checked_is_checked_before_it_goes(workspace: Workspace, stick: Path) -> None:
    wrong = spoilt(workspace)
    workspace.transact(
        lambda tx: tx.execute("UPDATE filing SET error_count = NULL WHERE id = ?", (wrong.id,))
    )
    assert [left.filing_id for left in seal(workspace, FINISHED, to=stick).left_out] == [wrong.id]


def test_only_filings_with_errors_leave_no_package(workspace: Workspace, stick: Path) -> None:
    wrong = spoilt(workspace)
    with pytest.raises(NothingToSeal) as refused:
        seal(workspace, replace(FINISHED, filing_ids=(wrong.id,)), to=stick)
    assert wrong.content.project_name in refused.value.facts
    assert refused.value.exit_code is ExitCode.REFUSED
    assert list(stick.iterdir()) == []
    assert packages.ledger(workspace.folder) == ()


def test_drafts_stay_behind_when_only_finished_filings_are_asked_for(
    workspace: Workspace, stick: Path
) -> None:
    filing = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))[0]
    draft = replace(filing, state=FilingState.DRAFT)
    summary = filings.Summary()
    workspace.transact(lambda tx: filings.save(tx, draft, expected_version=filing.version, summary=summary))
    result = seal(workspace, replace(FINISHED, drafts=False), to=stick)
    assert [left.reasons for left in result.left_out] == [("还没有标为“已填好”。",)]
    assert seal(workspace, FINISHED, to=stick).left_out == ()


def test_one_project_can_be_asked_for_by_its_code(workspace: Workspace, stick: Path) -> None:
    project = next(one for one in workspace.read(lambda tx: projects.of_year(tx, 2025)) if one.code)
    result = seal(workspace, replace(FINISHED, project_code=project.code), to=stick)
    with open_package(result.path) as package:
        assert [one.code for one in package.projects()] == [project.code]
        assert len(package.offices()) == 1


def test_nothing_of_that_year_is_said(workspace: Workspace, stick: Path) -> None:
    with pytest.raises(NothingToSeal, match="没有可以封装的表"):
        seal(workspace, Choice(task=Task(form=Form.PROJECT_SELF_EVALUATION, year=1999)), to=stick)


def test_evidence_travels_under_its_hash(workspace: Workspace, stick: Path) -> None:
    scan = b"%PDF-1.7\n%%EOF\n"
    sha256 = attachments.keep(workspace.folder, scan)
    filing = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))[0]
    row = Attachment(
        id=new_id(),
        filing_id=filing.id,
        title="验收报告",
        original_name="验收.pdf",
        type=AttachmentType.PDF,
        sha256=sha256,
        size=len(scan),
    )
    workspace.transact(lambda tx: attachments.add(tx, row))
    with open_package(seal(workspace, FINISHED, to=stick).path) as package:
        assert row in package.attachments()
        assert package.evidence(sha256) == scan
        # What the practice county carries as evidence goes along, each piece of a form that goes.
        assert {one.filing_id for one in package.attachments()} <= {one.id for one in package.filings()}
    with open_package(seal(workspace, replace(FINISHED, with_attachments=False), to=stick).path) as package:
        assert package.attachments() == ()


def test_evidence_whose_file_is_gone_stops_the_sealing(workspace: Workspace, stick: Path) -> None:
    filing = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))[0]
    row = Attachment(
        id=new_id(),
        filing_id=filing.id,
        original_name="丢了.pdf",
        type=AttachmentType.PDF,
        sha256="0" * 64,
        size=3,
    )
    workspace.transact(lambda tx: attachments.add(tx, row))
    with pytest.raises(EvidenceMissing, match="附件") as refused:
        seal(workspace, FINISHED, to=stick)
    assert refused.value.facts == "丢了.pdf"


def test_a_change_while_sealing_stops_it_and_leaves_nothing(workspace: Workspace, stick: Path) -> None:
    filing = workspace.read(lambda tx: filings.of_year(tx, 2025, form=Form.PROJECT_SELF_EVALUATION))[0]

    class Meddling(Progress):
        """Somebody saves a filing after it was read and before the package is committed."""

        def start(self, label: str, total: int) -> None:
            if label == "整理数据":
                workspace.transact(lambda tx: filings.save(tx, filing, expected_version=filing.version))
            super().start(label, total)

    with pytest.raises(StaleVersion):
        seal(workspace, FINISHED, to=stick, progress=Meddling())
    assert list(stick.iterdir()) == []
    assert packages.ledger(workspace.folder) == ()
    seal(workspace, FINISHED, to=stick)
    assert len(list(workspace.folder.packages.glob("*.jxpkg*"))) == 1


def test_two_sealings_at_once_take_two_numbers(workspace: Workspace, stick: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: seal(workspace, FINISHED, to=stick), range(2)))
    assert sorted(result.cover.seq for result in results) == [1, 2]
    assert {verify(path).code for path in stick.iterdir()} == {"JX-OK"}


def test_cancelling_before_the_commit_leaves_nothing(workspace: Workspace, stick: Path) -> None:
    class Cancelling(Progress):
        def start(self, label: str, total: int) -> None:
            if label == "写入":
                self.cancel()
            super().start(label, total)

    with pytest.raises(Cancelled):
        seal(workspace, FINISHED, to=stick, progress=Cancelling())
    assert list(stick.iterdir()) == []
    assert packages.ledger(workspace.folder) == ()
    assert list(workspace.folder.packages.glob("*.jxpkg*")) == []


def test_a_stick_pulled_after_the_commit_is_said_and_the_kept_package_goes_out_again(
    workspace: Workspace, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def pulled(source: Path, target: Path) -> None:
        if Path(target).parent == stick:
            raise OSError(19, "No such device")
        real(source, target)

    monkeypatch.setattr(os, "replace", pulled)
    with pytest.raises(NotDelivered) as refused:
        seal(workspace, FINISHED, to=stick)
    monkeypatch.undo()
    assert "第 1 号" in refused.value.advice
    assert list(stick.iterdir()) == []
    (sent,) = workspace.read(packages.all_sent)
    path = deliver(workspace, sent.digest, stick)
    assert verify(path).digest == sent.digest
    assert path.name == sent.file_name


def test_a_package_is_delivered_again_byte_for_byte(
    workspace: Workspace, stick: Path, tmp_path: Path
) -> None:
    result = seal(workspace, FINISHED, to=stick)
    again = deliver(workspace, result.digest, tmp_path / "again")
    assert again.read_bytes() == result.path.read_bytes()
    assert cover_of(workspace, result.digest) == result.cover
    with pytest.raises(NotKept):
        deliver(workspace, "0" * 64, stick)


def test_a_package_that_was_kept_and_lost_is_said(workspace: Workspace, stick: Path) -> None:
    result = seal(workspace, FINISHED, to=stick)
    (workspace.folder.packages / f"{result.digest}.jxpkg").unlink()
    with pytest.raises(NotKept, match="读不出来"):
        deliver(workspace, result.digest, stick)


def test_the_cover_sheet_says_what_the_package_says(workspace: Workspace, stick: Path) -> None:
    cover = seal(workspace, FINISHED, to=stick, people=(("李四", "填报"), ("王五", "复核"))).cover
    assert cover.title == "绩效数据包送达单（练习）"
    assert cover.task_words == "2025绩效自评"
    assert cover.totals.projects == 24
    assert cover.people == (("李四", "填报"), ("王五", "复核"))
    assert cover.qr_text == f"JX1|{cover.digest}|53-23-99|1"
    assert cover.recipients == ("53-23",)


CHILD = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from jxdesk.actions.seal import seal
from jxdesk.actions.workspace import Workspace
from jxdesk.domain.records.filings import Form
from jxdesk.domain.records.packages import Task
from jxdesk.domain.sending.selection import Choice
step, count = int(sys.argv[4]), 0
def around(call):
    def asked(*given, **named):
        global count
        for after in (False, True):
            if after:
                answer = call(*given, **named)
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return answer
    return asked
with Workspace.open_existing(Path(sys.argv[2])) as workspace:
    os.fsync, os.replace = around(os.fsync), around(os.replace)
    Path.replace, Path.unlink = around(Path.replace), around(Path.unlink)
    transact = workspace.transact
    workspace.transact = around(transact)
    seal(workspace, Choice(task=Task(form=Form.PROJECT_SELF_EVALUATION, year=2025)), to=Path(sys.argv[3]))
    print(count, flush=True)
    os._exit(0)
"""


def killed_at(step: int, county: Path, tmp_path: Path) -> str:
    """What a sealing killed at this step left, after the next one went through: sent or not sent."""
    home, stick = tmp_path / f"home{step}", tmp_path / f"stick{step}"
    shutil.copytree(county, home)
    stick.mkdir()
    source = str(Path(__file__).parents[2] / "src")
    command = [sys.executable, "-c", CHILD, source, str(home), str(stick), str(step)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode in (0, -signal.SIGKILL), run.stderr
    with Workspace.open_existing(home) as workspace:
        sent = workspace.read(packages.all_sent)
        assert states(workspace) == ({"sealed": 24} if sent else {"finished": 24})
        for path in stick.glob("*.jxpkg"):
            assert verify(path).digest == sent[0].digest
        result = seal(workspace, FINISHED, to=stick)
        assert result.cover.seq == len(sent) + 1
        for one in sent:
            assert verify(deliver(workspace, one.digest, stick)).digest == one.digest
        kept = {path.name for path in workspace.folder.packages.glob("*.jxpkg*")}
        assert kept == {f"{one.digest}.jxpkg" for one in workspace.read(packages.all_sent)}
        assert not list(stick.glob("*.part"))
    shutil.rmtree(home)
    return run.stdout.strip() or ("killed, sent" if sent else "killed, not sent")


def test_a_sealing_killed_at_any_step_is_sent_whole_or_not_at_all(county: Path, tmp_path: Path) -> None:
    steps = int(killed_at(0, county, tmp_path))
    sample = random.Random(20261120).sample(range(2, steps), 4)
    found = {killed_at(step, county, tmp_path) for step in (1, *sample, steps)}
    assert found == {"killed, sent", "killed, not sent"}


@pytest.mark.full
def test_full_a_sealing_killed_at_every_step(
    county: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = int(killed_at(0, county, tmp_path))
    found = [killed_at(step, county, tmp_path) for step in range(1, steps + 1)]
    with capsys.disabled():
        print(
            f"\nsealing killed at each of {steps} steps: { {one: found.count(one) for one in sorted(set(found))} }"
        )
    assert set(found) == {"killed, sent", "killed, not sent"}


# ---- a real workspace ---------------------------------------------------------------------------------------------

PASSPHRASE = "白岩镇的老水井 8 号"


def filled(workspace: Workspace, office: Office) -> Filing:
    project = Project(
        id=new_id(),
        office_id=office.id,
        fiscal_year=2025,
        name="白岩镇农村公路养护补助",
        code="532399000000000000001",
    )
    content = FilingContent(
        form=Form.PROJECT_SELF_EVALUATION,
        template_id="national-2020",
        rule_pack_id="yunnan-2020",
        year=2025,
        project_name=project.name,
        project_code=project.code,
        office_name=office.name,
        department=office.name,
        implementing_unit=office.name,
        execution_weight=Decimal(10),
        money_lines=(
            MoneyLine(
                id=new_id(),
                key=MoneyKey.TOTAL,
                original_budget_fen=100_00,
                revised_budget_fen=100_00,
                executed_fen=100_00,
            ),
        ),
        indicator_lines=(
            IndicatorLine(
                id=new_id(),
                level1="产出指标",
                level2="数量指标",
                name="里程",
                clean_name="里程",
                comparator=Comparator.AT_LEAST,
                target=Decimal(9),
                target_text="≥9",
                unit="公里",
                actual=Decimal(9),
                actual_text="9",
                weight=Decimal(90),
            ),
        ),
        answers={"expected_goal": "养好路。", "actual_goal": "养好了。"},
    )
    filing = Filing(id=new_id(), office_id=office.id, project_id=project.id, content=content)

    def job(tx: Transaction) -> Filing:
        projects.add(tx, project)
        return filings.add(tx, filing)

    return workspace.transact(job)


def test_a_real_office_seals_with_its_passphrase_and_real_workspaces_take_it(tmp_path: Path) -> None:
    clock = lambda: dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))  # noqa: E731
    home = tmp_path / "home"
    start(
        home,
        name="练习县白岩镇财政所",
        level=OfficeLevel.TOWNSHIP,
        code="53-23-29-103",
        passphrase=PASSPHRASE,
        person="张三",
        clock=clock,
    )
    with Workspace.open_existing(home, clock=clock) as workspace:
        office = workspace.facts.office
        assert office is not None
        filing = filled(workspace, office)
        stick = tmp_path / "stick"
        with pytest.raises(KeyLocked) as locked:
            seal(workspace, FINISHED, to=stick)
        assert locked.value.exit_code is ExitCode.REFUSED
        with pytest.raises(KeyLocked):
            seal(workspace, FINISHED, to=stick, passphrase="别的口令别的口令")
        result = seal(workspace, FINISHED, to=stick, passphrase=PASSPHRASE)
        assert result.sealed == (filing.id,)
        answer = verify(result.path, practice=False)
        said = answer.manifest
        assert answer.code == "JX-OK"
        assert said is not None
        assert not said.practice
        assert said.created == "2026-11-20T09:00:00+08:00"
        assert said.clock_ok
        assert said.recipients == ("53-23-29",)
        assert [(person.name, person.role) for person in said.people] == [("张三", "填报")]
        stranger = Office(id=new_id(), path="53-23-29-104", name="云坪镇", level=OfficeLevel.TOWNSHIP)
        workspace.transact(lambda tx: offices.add(tx, stranger))
        foreign = filled(workspace, stranger)
        assert [
            left.filing_id for left in seal(workspace, FINISHED, to=stick, passphrase=PASSPHRASE).left_out
        ] == [foreign.id]


def test_a_workspace_without_a_key_cannot_seal(workspace: Workspace, stick: Path) -> None:
    shutil.rmtree(workspace.folder.keys)
    with pytest.raises(KeyFault) as refused:
        seal(workspace, FINISHED, to=stick)
    assert refused.value.code == "JX-KEY-MISSING"
