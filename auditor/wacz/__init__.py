"""The snapshot of a run as WACZ 1.1.1, which standard replayers open (https://specs.webrecorder.net/wacz/1.1.1/)."""

from auditor.wacz.package import export_wacz

__all__ = ["export_wacz"]
