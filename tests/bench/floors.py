"""Floors: measures cases beside the floor that they are held against, so that only ratios of one run count.

Each case runs in a process of its own and the cases take turns, round by round; a machine that slows down then slows all
of them. Printed are the median of the pair-by-pair ratios and the ratio of the best runs, which is steadier under noise.

A bench file ends with ``floors.main(__file__, title, CASES, prepare=…)``. Options: ``--rounds N``, ``--only a,b`` (parts of
names), ``--json FILE``, ``--gate`` (exit code 1 when a goal is missed by both ratios), ``--cpu`` (charges processor seconds
instead of the clock's, for a machine that is busy with other things: waiting for the disk then costs nothing, and what two
threads do side by side counts twice).
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CPU = "JXDESK_BENCH_CPU"
"""The variable that tells the processes of the cases to charge processor time."""

Run = Callable[[Path], float | None]
"""Does the work in the prepared folder; answers the seconds to be charged, or None for the whole of its time."""


def now() -> float:
    """The moment by the clock that is charged: seconds gone by, or seconds of this process and of those that it waited for."""
    if CPU not in os.environ:
        return time.perf_counter()
    import resource

    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One thing to measure; ``against`` names the floor that it is held against, ``goal`` the ratio that it must keep.

    ``same_as`` names a case whose runs are held against this floor too, instead of being made once more.
    """

    name: str
    run: Run
    against: str = ""
    goal: float | None = None
    same_as: str = ""


@dataclass(kw_only=True)
class Runs:
    """What the rounds of one case gave; round by round, None where a run failed."""

    seconds: list[float | None] = field(default_factory=list)
    mebibytes: list[float] = field(default_factory=list)
    error: str = ""

    @property
    def good(self) -> list[float]:
        """The runs that ended well."""
        return [one for one in self.seconds if one is not None]


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A case beside its floor: the median over the rounds, and best run over best run."""

    median: float
    best: float

    def keeps(self, goal: float) -> bool:
        """Whether one of the two lies within the goal; noise can spoil either, a slow product spoils both."""
        return min(self.median, self.best) <= goal


def ratio(case: Runs, floor: Runs) -> Ratio | None:
    """The case beside the floor, round by round."""
    pairs = [(one, other) for one, other in zip(case.seconds, floor.seconds, strict=True) if one and other]
    if not pairs:
        return None
    return Ratio(
        median=statistics.median(one / other for one, other in pairs), best=min(case.good) / min(floor.good)
    )


def main(
    script: str, title: str, cases: Sequence[Case], *, prepare: Callable[[Path], None] | None = None
) -> None:
    """Runs the cases in turns and prints their table; in a child process, runs the one case that is asked for."""
    options = _options()
    if options.cpu:
        os.environ[CPU] = "1"
    work = Path(options.work) if options.work else None
    if options.one and work is not None:
        _run_one(next(case for case in cases if case.name == options.one), work)
        return
    wanted = [case for case in cases if _is_wanted(case, cases, options.only)]
    with tempfile.TemporaryDirectory() as folder:
        _prepare(prepare, Path(folder))
        runs = measure(script, wanted, Path(folder), rounds=options.rounds)
    clock = ", processor time" if options.cpu else ""
    missed = report(f"{title}, {options.rounds} rounds{clock}", wanted, runs)
    if options.json:
        Path(options.json).write_text(
            json.dumps(_as_json(wanted, runs), ensure_ascii=False, indent=1), encoding="utf-8"
        )
    sys.exit(1 if options.gate and missed else 0)


def measure(script: str, cases: Sequence[Case], work: Path, *, rounds: int) -> dict[str, Runs]:
    """Runs each case once for warming up and then in turns."""
    runs = {case.name: Runs() for case in cases if not case.same_as}
    for number in range(rounds + 1):
        for case in cases:
            if case.same_as:
                continue
            seconds, mebibytes, error = _child(script, case.name, work)
            if number:
                runs[case.name].seconds.append(seconds)
                runs[case.name].mebibytes.append(mebibytes)
            runs[case.name].error = error or runs[case.name].error
    return runs | {case.name: runs[case.same_as] for case in cases if case.same_as}


def report(title: str, cases: Sequence[Case], runs: dict[str, Runs]) -> list[str]:
    """Prints the table; answers the names of the cases that miss their goal."""
    print(f"\n## {title}\n")
    print("| case | median s | best s | x floor | best x | goal | MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    missed = []
    for case in cases:
        found = runs[case.name]
        if not found.good:
            print(f"| {case.name} | failed: {found.error} | | | | | |")
            missed.append(case.name)
            continue
        floor = runs.get(case.against)
        held = ratio(found, floor) if floor is not None and floor.good else None
        if case.goal is not None and held is not None and not held.keeps(case.goal):
            missed.append(case.name)
        times = f"{statistics.median(found.good):.4f} | {min(found.good):.4f}"
        shown = f"{held.median:.2f} | {held.best:.2f}" if held else "floor |" if not case.against else " |"
        goal = "" if case.goal is None else f"≤ {case.goal:g}{' MISSED' if case.name in missed else ''}"
        print(f"| {case.name} | {times} | {shown} | {goal} | {statistics.median(found.mebibytes):.0f} |")
    sys.stdout.flush()
    return missed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--json", default="")
    parser.add_argument("--gate", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--one", default="")
    parser.add_argument("--work", default="")
    return parser.parse_args()


def _is_wanted(case: Case, cases: Sequence[Case], only: str) -> bool:
    """A case that is asked for, the floor of one, or the one whose runs it shows."""
    parts = [part for part in only.split(",") if part]
    if not parts:
        return True
    asked = [one for one in cases if any(part in one.name for part in parts)]
    return case in asked or any(case.name in (one.against, one.same_as) for one in asked)


def _prepare(prepare: Callable[[Path], None] | None, work: Path) -> None:
    """In a process of its own: children inherit the peak memory of this one."""
    if prepare is None:
        return
    process = multiprocessing.Process(target=prepare, args=(work,))
    process.start()
    process.join()
    if process.exitcode != 0:
        raise SystemExit("the preparation failed")


def _run_one(case: Case, work: Path) -> None:
    gc.collect()
    begin = now()
    charged = case.run(work)
    whole = now() - begin
    print(json.dumps({"seconds": whole if charged is None else charged, "mebibytes": _peak()}))


def _child(script: str, name: str, work: Path) -> tuple[float | None, float, str]:
    command = [sys.executable, script, "--one", name, "--work", str(work)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode != 0 or not lines:
        return None, 0.0, (done.stderr.strip().splitlines() or ["no answer"])[-1][:150]
    answer = json.loads(lines[-1])
    return answer["seconds"], answer["mebibytes"], ""


def _peak() -> float:
    """Peak memory of this process alone; ``ru_maxrss`` would inherit the parent's.

    Units: MiB, 0 where the system does not tell.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _as_json(cases: Sequence[Case], runs: dict[str, Runs]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for case in cases:
        floor = runs.get(case.against)
        held = ratio(runs[case.name], floor) if floor is not None else None
        rows.append(
            {
                "case": case.name,
                "seconds": runs[case.name].seconds,
                "against": case.against,
                "median_ratio": held.median if held else None,
                "best_ratio": held.best if held else None,
                "goal": case.goal,
            }
        )
    return rows
