"""The ledger: what stands between which two states, kept ready so that asking is quick.

It is derived from the committed tables, catches up batch by batch when asked, and may be deleted at any time.

    manifest.py   which files count, and up to which commit; replaced in one step
    rows.py       the rows, as SQL over the store's tables
    copying.py    which documents were made from which, compared as they come
    building.py   catching up
    reading.py    `Ledger`: the rows as of a version, to ask questions of

One row an act and pair of states it stands between (`a < b`; `forth` when a acts upon b, `back` when b acts upon
a); `a = b` for what happens within one state, and both empty for what stands between no two. Beside them what
people of both said (`said`), where they stand (`stances`), which texts are copies, and how much there is in all.
"""

from detente.store.ledger.reading import Ledger

__all__ = ["Ledger"]
