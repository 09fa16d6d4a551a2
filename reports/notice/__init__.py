"""Official letters about an audit: 整改通知单 to the units that must mend, 通报 about a group of counties. DOCX, pure."""

from __future__ import annotations

from reports.notice.bulletin import BulletinDetails, render_bulletin
from reports.notice.digest import CountyDigest, digest_of
from reports.notice.notice import NoticeDetails, Term, addressee, render_notice, units_of

__all__ = [
    "BulletinDetails",
    "CountyDigest",
    "NoticeDetails",
    "Term",
    "addressee",
    "digest_of",
    "render_bulletin",
    "render_notice",
    "units_of",
]
