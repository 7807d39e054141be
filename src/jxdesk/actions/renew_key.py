"""Renew key: another key for the office, where the old one is lost, cannot be opened any more or is not to be trusted."""

from __future__ import annotations

from jxdesk.actions.workspace import Workspace
from jxdesk.exchange import keys
from jxdesk.exchange.keys import KeyCard
from jxdesk.store.faults import Refused


def renew_key(workspace: Workspace, *, reason: str, passphrase: str = "", holder: str = "") -> KeyCard:
    """Makes the other key, locked where a passphrase is given; the old files are kept aside.

    Packages of this office are confirmed again once the office above has given a certificate for the new key.

    Raises: Refused without a reason; KeyFault for a passphrase that is too short.
    """
    if not reason.strip():
        raise Refused("换密钥要写原因，以后查得到。", advice="例如：口令都忘了、密钥文件坏了、经办人调走。")
    workspace.refuse_viewing()
    today = workspace.read(lambda tx: tx.today())
    card = keys.renew(workspace.folder.keys, today=today, passphrase=passphrase, holder=holder)
    workspace.transact(
        lambda tx: tx.note("key_renewed", text=f"{card.fingerprint[:4]} {reason.strip()}"),
        errand="renew_key",
    )
    return card
