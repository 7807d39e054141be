"""The forms, rule packs and regions that the program ships, each read once; every errand and page asks here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from jxdesk.domain.records.filings import FilingContent
from jxdesk.domain.records.packages import DeclaredText
from jxdesk.domain.records.regions import Regions
from jxdesk.domain.rules.pack import RulePack
from jxdesk.domain.templates.form import FormTemplate

DEFAULT_RULE_PACK = "yunnan-2020"


def resource(*parts: str) -> Traversable:
    """A file that the program ships."""
    return files("jxdesk").joinpath("resources", *parts)


@cache
def templates() -> Mapping[str, FormTemplate]:
    """The shipped form templates by id."""
    shipped = (FormTemplate.from_mapping(declared) for declared in _declared("forms"))
    return MappingProxyType({template.id: template for template in shipped})


@cache
def rule_packs() -> Mapping[str, RulePack]:
    """The shipped rule packs by id."""
    shipped = (RulePack.from_mapping(declared) for declared in _declared("rules"))
    return MappingProxyType({pack.id: pack for pack in shipped})


@cache
def regions() -> Regions:
    """The shipped table of regions."""
    return Regions.from_csv(resource("regions.csv").read_text(encoding="utf-8"))


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
    return DeclaredText(
        id=name, version=version, text=resource(folder, f"{name}.toml").read_text(encoding="utf-8")
    )


def _declared(folder: str) -> list[dict[str, object]]:
    texts = sorted(
        (entry for entry in resource(folder).iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    return [tomllib.loads(text.read_text(encoding="utf-8")) for text in texts]
