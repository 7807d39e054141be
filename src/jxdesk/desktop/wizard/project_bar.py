"""The project bar: asks whether what the clerk corrected in a form is to be corrected in the project's own record too, and takes it back again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from jxdesk.desktop.furniture import Bar, button
from jxdesk.desktop.refresh import Part
from jxdesk.desktop.tasks import Lane
from jxdesk.desktop.theme import Tone
from jxdesk.desktop.wizard.session import FilingSession
from jxdesk.domain.filling.project_corrections import Correction, corrected, corrections


class ProjectBar(Bar):
    """A question in words above the fields, in sight only while there is something to ask; it holds up nothing."""

    def __init__(self, session: FilingSession) -> None:
        super().__init__(Tone.INFO, name="project_bar")
        self.session = session
        self._before = session.content
        self._project = session.known.project
        self._errand_id = ""
        self.found: tuple[Correction, ...] = ()
        self.accept_button = button("同时改项目资料", self._on_accept, icon="check", name="project_correct")
        self.only_button = button("只改这张表", self._on_only, kind="link", name="project_correct_not")
        self.back_button = button("撤回", self._on_take_back, name="project_correct_undo")
        for one in (self.accept_button, self.only_button, self.back_button):
            self.row.addWidget(one)
        self.hide()
        session.shown.connect(lambda *_: self.refresh())

    def refresh(self) -> None:
        """Asks about what was corrected since the answer before."""
        if self._project is None or not self.session.editable:
            self.hide()
            return
        self.found = corrections(self._before, self.session.content, self._project)
        if self.found:
            said = "，".join(f"{one.word}写成了“{one.text}”" for one in self.found)
            self.say(Tone.INFO, f"{said}，和项目资料不一样。同时改项目资料？")
        self._offer(asking=bool(self.found))
        self.setVisible(bool(self.found or self._errand_id))

    def _offer(self, *, asking: bool) -> None:
        self.accept_button.setVisible(asking)
        self.only_button.setVisible(asking)
        self.back_button.setVisible(bool(self._errand_id) and not asking)

    def _on_only(self) -> None:
        """The form alone: not asked again until something else is corrected."""
        self._before = self.session.content
        self._errand_id = ""
        self.refresh()

    def _on_accept(self) -> None:
        found, project = self.found, self._project
        if project is None:
            return
        self.accept_button.setEnabled(False)
        workspace = self.session.context.workspace

        def work() -> str:
            from jxdesk.actions import project as errands

            return errands.correct(workspace, project.id, found)

        self.session.context.tasks.run(
            work,
            partial(self._on_corrected, found),
            lane=Lane.EDIT,
            on_error=lambda fault: self._on_refused(fault.title, fault.advice),
            owner=self,
        )

    def _on_refused(self, title: str, advice: str) -> None:
        self.accept_button.setEnabled(True)
        self.say(Tone.WARN, f"{title}{advice}")

    def _on_corrected(self, found: Sequence[Correction], errand_id: str) -> None:
        assert self._project is not None
        self.accept_button.setEnabled(True)
        self._kept = self._project
        self._project = corrected(self._project, found)
        self._errand_id = errand_id
        words = "、".join(one.word for one in found)
        self.say(Tone.OK, f"项目资料也改好了：{words}。以后的表会带出改过的。")
        self.refresh()
        self._announce()

    def _on_take_back(self) -> None:
        workspace, errand_id = self.session.context.workspace, self._errand_id

        def work() -> object:
            from jxdesk.actions import undo

            return undo.undo(workspace, errand_id)

        self.session.context.tasks.run(work, lambda _: self._on_taken_back(), lane=Lane.EDIT, owner=self)

    def _on_taken_back(self) -> None:
        self._project = self._kept
        self._on_only()
        self.session.context.tell("已撤回，项目资料还是原来的。")
        self._announce()

    def _announce(self) -> None:
        assert self._project is not None
        self.session.context.refresh.announce(Part.PROJECTS, project_ids=(self._project.id,))
