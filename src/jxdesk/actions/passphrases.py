"""Passphrases: what anybody may know of the office's key, and the passphrases that open it."""

from __future__ import annotations

from dataclasses import dataclass

from jxdesk.actions.workspace import Workspace
from jxdesk.exchange import keys
from jxdesk.exchange.keys import SHORTEST_PASSPHRASE, KeyCard

__all__ = ["SHORTEST_PASSPHRASE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """What the window shows of the office's key; the fingerprint is empty where there is no key yet."""

    fingerprint: str = ""
    is_locked: bool = False
    holders: tuple[str, ...] = ()


def key_facts(workspace: Workspace) -> KeyFacts:
    """What anybody may know of the office's key.

    Raises: KeyFault for a damaged key file.
    """
    return _facts(keys.look(workspace.folder.keys))


def set_passphrase(workspace: Workspace, *, holder: str, new: str, current: str = "") -> KeyFacts:
    """Lets one more passphrase open the key, or changes the one of its holder; the first one locks the key.

    Raises: KeyLocked for a wrong current passphrase; KeyFault for a short new one.
    """
    workspace.refuse_viewing()
    card = keys.add_passphrase(workspace.folder.keys, current=current, new=new, holder=holder)
    workspace.transact(lambda tx: tx.note("passphrase_set", text=holder), errand="passphrase")
    return _facts(card)


def take_passphrase_away(workspace: Workspace, *, holder: str) -> KeyFacts:
    """Takes the passphrase of somebody away who has left.

    Raises: KeyFault for the last one.
    """
    workspace.refuse_viewing()
    card = keys.remove_passphrase(workspace.folder.keys, holder)
    workspace.transact(lambda tx: tx.note("passphrase_gone", text=holder), errand="passphrase")
    return _facts(card)


def _facts(card: KeyCard | None) -> KeyFacts:
    if card is None:
        return KeyFacts()
    return KeyFacts(fingerprint=card.fingerprint, is_locked=card.is_locked, holders=card.holders)
