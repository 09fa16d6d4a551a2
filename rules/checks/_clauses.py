"""Clauses that several rules rest on, word for word in one place."""

from __future__ import annotations

from auditor.model import Clause

PLATFORM_DUTIES = Clause(
    doc="政府信息公开条例（国务院令第711号）",
    clause="第二十四条",
    text="平台应当具备信息检索、查阅、下载等功能",
    verified=True,
)
