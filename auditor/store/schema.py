"""The tables, once for SQLite and PostgreSQL. Changes to them are migrations in ``auditor/store/migrations``.

Days and times are ISO text, so that they sort as they read and mean the same in both databases. Nothing that grows with the
number of nights holds what did not change: findings are episodes, not rows for each night.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _line(length: int) -> String:
    """Short text that sorts by its bytes in both databases, whatever the server's language is."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


_TEXT = Text().with_variant(Text(collation="C"), "postgresql")

portal = Table(
    "portal",
    metadata,
    Column("code", _line(64), primary_key=True),
    Column("name", _TEXT, nullable=False),
    Column("url", _TEXT, nullable=False),
    Column("backend", _TEXT, nullable=False),
    Column("level", _line(16), nullable=False),
)

#: ``plan`` is the NightPlan as JSON.
night = Table(
    "night",
    metadata,
    Column("id", _line(32), primary_key=True),
    Column("run", _line(64), nullable=False),
    Column("today", _line(10), nullable=False),
    Column("state", _line(16), nullable=False),
    Column("begun", _line(40), nullable=False),
    Column("ended", _line(40), nullable=False, server_default=""),
    Column("plan", _TEXT, nullable=False, server_default=""),
)

task = Table(
    "task",
    metadata,
    Column("night", _line(32), primary_key=True),
    Column("portal", _line(64), primary_key=True),
    Column("look", _line(16), primary_key=True),
    Column("backend", _TEXT, nullable=False),
    Column("shard", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Column("state", _line(16), nullable=False),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("holder", _TEXT, nullable=False, server_default=""),
    Column("run", _line(64), nullable=False, server_default=""),
    Column("failure", _line(64), nullable=False, server_default=""),
    Column("detail", _TEXT, nullable=False, server_default=""),
    Column("requests", Integer, nullable=False, server_default="0"),
    Column("seconds", Float, nullable=False, server_default="0"),
    Column("updated", _line(40), nullable=False, server_default=""),
    ForeignKeyConstraint(["night"], ["night.id"], ondelete="CASCADE"),
    Index("ix_task_night_state", "night", "state"),
    Index("ix_task_portal", "portal"),
)

lease = Table(
    "lease",
    metadata,
    Column("name", _line(200), primary_key=True),
    Column("holder", _TEXT, nullable=False),
    Column("beat", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("portal", _line(64), primary_key=True),
    Column("run", _line(64), primary_key=True),
    Column("night", _line(32), nullable=False, server_default=""),
    Column("today", _line(10), nullable=False),
    Column("profile", _TEXT, nullable=False),
    Column("level", _line(16), nullable=False),
    Column("file", _TEXT, nullable=False),
    Column("sha256", _line(64), nullable=False),
    Column("best", Float, nullable=False),
    Column("worst", Float, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("warned", Integer, nullable=False),
    Column("cant_tell", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("unjudged", _line(64), nullable=False, server_default=""),
    Column("sound", Boolean, nullable=False),
    Column("doubt", _line(64), nullable=False, server_default=""),
    Index("ix_audit_portal_today", "portal", "today"),
    Index("ix_audit_today", "today"),
)

finding = Table(
    "finding",
    metadata,
    Column("portal", _line(64), primary_key=True),
    Column("fingerprint", _line(64), primary_key=True),
    Column("rule", _line(64), nullable=False),
    Column("subject", _TEXT, nullable=False),
    Column("subject_name", _TEXT, nullable=False),
    Column("outcome", _line(16), nullable=False),
    Column("severity", _line(16), nullable=False),
    Column("first_seen", _line(10), nullable=False),
    Column("last_seen", _line(10), nullable=False),
    Column("standing", _line(16), nullable=False),
    Column("confirmed", _line(10), nullable=False, server_default=""),
    Column("ended", _line(10), nullable=False, server_default=""),
    Index("ix_finding_portal_standing", "portal", "standing"),
)

#: One unbroken presence of a finding. ``ended`` "" while it lasts; ``how`` is mended or unseen.
episode = Table(
    "episode",
    metadata,
    Column("portal", _line(64), primary_key=True),
    Column("fingerprint", _line(64), primary_key=True),
    Column("began", _line(10), primary_key=True),
    Column("ended", _line(10), nullable=False, server_default=""),
    Column("how", _line(16), nullable=False, server_default=""),
    Column("looks", Integer, nullable=False, server_default="1"),
    ForeignKeyConstraint(
        ["portal", "fingerprint"], ["finding.portal", "finding.fingerprint"], ondelete="CASCADE"
    ),
    Index("ix_episode_portal_began", "portal", "began"),
    Index("ix_episode_portal_ended", "portal", "ended"),
)

#: What people decided: a waiver, a decision on a name. ``key`` tells two of one kind apart; ``body`` is the decision as JSON.
decision = Table(
    "decision",
    metadata,
    Column("portal", _line(64), primary_key=True),
    Column("kind", _line(16), primary_key=True),
    Column("key", _line(64), primary_key=True),
    Column("first_seen", _line(10), primary_key=True),
    Column("last_seen", _line(10), nullable=False),
    Column("author", _TEXT, nullable=False),
    Column("expires", _line(10), nullable=False, server_default=""),
    Column("body", _TEXT, nullable=False),
)

#: A look at a home page. ``ms`` -1 when it did not open; ``reason`` then says why.
probe = Table(
    "probe",
    metadata,
    Column("portal", _line(64), primary_key=True),
    Column("at", _line(40), primary_key=True),
    Column("ok", Boolean, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("reason", _line(64), nullable=False, server_default=""),
    Column("body", _TEXT, nullable=False, server_default=""),
)

alarm = Table(
    "alarm",
    metadata,
    Column("night", _line(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", _line(64), nullable=False),
    Column("portal", _line(64), nullable=False, server_default=""),
    Column("params", _TEXT, nullable=False, server_default=""),
    ForeignKeyConstraint(["night"], ["night.id"], ondelete="CASCADE"),
)
