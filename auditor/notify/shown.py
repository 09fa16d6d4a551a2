"""What the command prints about messages. Never an address of a robot, never a secret."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.notify import dingtalk, feishu, wecom
from auditor.notify.config import Channel, Config, Kind
from auditor.notify.credentials import names_of
from auditor.notify.dispatch import Due
from auditor.notify.outbox import Entry, State
from reports.digest_text import plain
from reports.text import clean

_KINDS = {Kind.SMTP: "邮件", Kind.WECOM: "企业微信", Kind.DINGTALK: "钉钉", Kind.FEISHU: "飞书"}
_STATES = {State.SENT: "已发送", State.WAITING: "待发送", State.FAILED: "未送达"}


def outcome_line(entry: Entry) -> str:
    """``已发送  县局邮箱 → 县教育局（a@example.gov.cn）：【政务公开检查】…``"""
    reason = f"。原因：{clean(entry.reason, 300)}" if entry.state is State.FAILED else ""
    return f"{_STATES[entry.state]}  {_way(entry)}：{clean(entry.subject, 200)}{reason}"


def preview(number: int, due: Due, config: Config, environment: Mapping[str, str]) -> str:
    """A message as a dry run shows it: where to, with which variables, and its text."""
    entry, channel = due.entry, config.channel(due.entry.channel)
    lines = [f"[{number}] {_KINDS[channel.kind]}  {_way(entry)}", f"    主题：{clean(entry.subject, 200)}"]
    lines += [f"    环境变量 {name}：{_is_set(name, environment)}" for name in names_of(channel)]
    if channel.kind is Kind.SMTP:
        lines.append(f"    附件：{'report.html' if channel.attach_report else '无'}")
    if entry.digest:
        lines += [_indented(line) for line in _text(due, channel).splitlines()]
    return "\n".join(line.rstrip() for line in lines)


def _text(due: Due, channel: Channel) -> str:
    digest = due.entry.digest
    if digest is None:
        return ""
    as_sent = {Kind.WECOM: wecom.content, Kind.DINGTALK: dingtalk.text, Kind.FEISHU: feishu.shown}
    return as_sent.get(channel.kind, plain)(digest)


def _indented(line: str) -> str:
    return " " * (4 + len(line) - len(line.lstrip(" "))) + clean(line, 1000)


def _way(entry: Entry) -> str:
    target = f"（{clean(entry.target, 100)}）" if entry.target else ""
    return f"{clean(entry.channel, 60)} → {clean(entry.recipient, 60)}{target}"


def _is_set(name: str, environment: Mapping[str, str]) -> str:
    return "已设置" if environment.get(name, "").strip() else "没有设置"
