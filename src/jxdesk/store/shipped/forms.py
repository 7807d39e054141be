"""The forms and rule packs that the program ships, each read once; every errand and page asks here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Protocol, TypeVar

from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.records.packages import DeclaredText
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.sending.publications import PublicationKind
from jxdesk.domain.templates.form import FormTemplate
from jxdesk.shipped_files import resource
from jxdesk.store.shipped import overlay

DEFAULT_RULE_PACK = "yunnan-2020"


@cache
def templates() -> Mapping[str, FormTemplate]:
    """The form templates by id: those that the program ships, and those that an office above has published."""
    texts = (*_shipped("forms"), *overlay.texts(PublicationKind.FORMS))
    read = [FormTemplate.from_mapping(tomllib.loads(text)) for text in texts]
    return MappingProxyType(_first_of_each(read))


@cache
def rule_packs() -> Mapping[str, RulePack]:
    """The rule packs by id: those that the program ships, and those that an office above has published."""
    texts = (*_shipped("rules"), *overlay.texts(PublicationKind.RULES))
    read = [RulePack.from_mapping(tomllib.loads(text)) for text in texts]
    return MappingProxyType(_first_of_each(read))


for _reader in (templates, rule_packs):
    overlay.on_change(_reader.cache_clear)


def rules_for(content: FilingContent) -> RulePack:
    """The rule pack a filing was filled under; the shipped default where it names none."""
    packs = rule_packs()
    return packs.get(content.rule_pack_id) or packs[DEFAULT_RULE_PACK]


def template_texts(wanted: Iterable[str]) -> tuple[DeclaredText, ...]:
    """Templates as they are written, for a package that carries filings under them; an empty id asks for none."""
    return tuple(_text("forms", name, templates()[name].version) for name in sorted(set(wanted)) if name)


def rule_texts(wanted: Iterable[str]) -> tuple[DeclaredText, ...]:
    """Rule packs as they are written, for a package that carries filings under them; an empty id asks for none."""
    return tuple(_text("rules", name, rule_packs()[name].version) for name in sorted(set(wanted)) if name)


def _text(folder: str, name: str, version: str) -> DeclaredText:
    kind = PublicationKind.FORMS if folder == "forms" else PublicationKind.RULES
    shipped = resource(folder, f"{name}.toml")
    text = shipped.read_text(encoding="utf-8") if shipped.is_file() else overlay.text_of(kind, name)
    assert text is not None, "a form or pack that is known was shipped or published"
    return DeclaredText(id=name, version=version, text=text)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Declared = TypeVar("_Declared", bound=_Named)


def _first_of_each(read: Iterable[_Declared]) -> dict[str, _Declared]:
    """By id; a published one never takes the place of a shipped one of the same id."""
    found: dict[str, _Declared] = {}
    for one in read:
        found.setdefault(one.id, one)
    return found


def _shipped(folder: str) -> list[str]:
    texts = sorted(
        (entry for entry in resource(folder).iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    return [text.read_text(encoding="utf-8") for text in texts]
