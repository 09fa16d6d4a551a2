"""The audit that news are counted from, when nobody names one: the last earlier run of the same portal."""

from __future__ import annotations

from pathlib import Path

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.model import Audit
from auditor.notify.messages import usable


def previous_audit(folder: Path, audit: Audit) -> tuple[Audit, Path] | None:
    """The newest audit beside the run ``folder`` that is older, of the same portal and scope, and could be judged; None when
    there is none. Files that this version cannot read are passed over."""
    here = folder.resolve()
    own, _ = outputs.by_run(here / outputs.AUDIT)
    found = sorted(map(outputs.by_run, here.parent.glob(f"*/{outputs.AUDIT}")), reverse=True)
    for order, path in found:
        if order >= own:
            continue
        try:
            before = codec.decode_audit(path.read_bytes(), str(path))
        except (OSError, AuditorError):
            continue
        same = (before.portal.code, before.scope) == (audit.portal.code, audit.scope)
        if same and usable(before) and before.today <= audit.today:
            return before, path.parent
    return None
