"""Known projects: the projects of a year as a list finds them again, by code, else by name and unit. Used by taking lists in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from jxdesk.domain.records.projects import Project, can_be_one_unit


class KnownProjects:
    """The projects of one year, found by code and by name and unit."""

    def __init__(self, stored: Sequence[Project], office_names: Mapping[str, str]) -> None:
        self.projects = stored
        self._office_names = office_names
        self._by_code: dict[str, list[Project]] = defaultdict(list)
        self._by_name: dict[str, list[Project]] = defaultdict(list)
        for project in stored:
            if project.code:
                self._by_code[project.code].append(project)
            if project.name:
                self._by_name[project.name].append(project)
        self._classified = sum(project.is_classified for project in stored)

    def find(self, name: str, code: str, unit: str) -> tuple[Project | None, str]:
        """The project by its code, else by its name and unit; and why none can be told where several fit."""
        found = self._by_code.get(code, []) if code else []
        if not found:
            found = [
                project
                for project in self._by_name.get(name, [])
                if self._is_of(project, unit) and not (code and project.code)
            ]
        if len(found) > 1 and unit:
            found = [project for project in found if self._is_called(project, unit)] or found
        if len(found) > 1:
            said = "这个代码" if code and found[0].code == code else "这个名称"
            return None, f"库里有 {len(found)} 个{said}的项目，分不清是哪一个；请在表里写上项目代码和单位"
        return next(iter(found), None), ""

    def take_classified(self) -> bool:
        """Takes one of the classified projects that are counted already; False when there is none left."""
        self._classified -= 1
        return self._classified >= 0

    def _units(self, project: Project) -> list[str]:
        names = (project.implementing_unit, project.department, self._office_names.get(project.office_id, ""))
        return [name for name in names if name]

    def _is_of(self, project: Project, unit: str) -> bool:
        units = self._units(project)
        return not unit or not units or any(can_be_one_unit(name, unit) for name in units)

    def _is_called(self, project: Project, unit: str) -> bool:
        return unit in self._units(project)
