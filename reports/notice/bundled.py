"""The templates that come with the tool. ``python -m reports.notice.bundled`` writes them to ``reports/templates/notice``."""

from __future__ import annotations

from pathlib import Path

from reports.notice.bulletin_template import build_bulletin
from reports.notice.notice_template import build_notice
from reports.text import HERE

FOLDER = HERE / "templates" / "notice"
NOTICE, BULLETIN = "notice.docx", "bulletin.docx"


def bundled(name: str) -> bytes:
    """The bytes of a bundled template."""
    return (FOLDER / name).read_bytes()


def main(folder: Path = FOLDER) -> None:
    """Write both templates."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in ((NOTICE, build_notice), (BULLETIN, build_bulletin)):
        (folder / name).write_bytes(build())


if __name__ == "__main__":
    main()
