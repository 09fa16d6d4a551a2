"""A template's placeholders, checked before anything is filled in: only known names, plain loops and plain conditions.

A template comes from outside. It is never given a function, a filter or an attribute of an object; whatever is not on the
short list below is refused with a sentence that names it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from auditor.errors import AuditorError
from reports.notice.shape import Kind, Place, Shape, required_names
from reports.text import clean

_LOOP = Place("循环", members={name: Place(name) for name in ("index", "first", "last", "length")})
_DEEPEST = 4
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|｛｛|｝｝|｛%|%｝|\{#|#\}")
_WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_REFUSED = {
    nodes.Call: "函数调用",
    nodes.Filter: "过滤器",
    nodes.Getitem: "方括号取值",
    nodes.Assign: "赋值语句 set",
    nodes.AssignBlock: "赋值语句 set",
    nodes.Macro: "宏语句 macro",
    nodes.Import: "引入语句 import",
    nodes.FromImport: "引入语句 import",
    nodes.Include: "引入语句 include",
    nodes.Extends: "引入语句 extends",
    nodes.Block: "语句 block",
    nodes.With: "语句 with",
    nodes.Const: "常量",
    nodes.Compare: "比较",
    nodes.Test: "测试 is",
}


def check_text(text: str, where: str) -> None:
    """Refuse braces that make no whole placeholder: ``text`` is what a reader sees in one paragraph."""
    rest = _WHOLE.sub("", text)
    found = _BRACES.search(rest)
    if found:
        start = max(found.start() - 10, 0)
        raise AuditorError(
            f"{where}的占位符不完整：“{clean(rest[start : found.end() + 20], 60)}”。"
            "请用成对的半角花括号，写在同一段内，例如 {{ 文号 }}"
        )


def syntax_error(error: TemplateSyntaxError, where: str) -> AuditorError:
    """jinja's complaint as our one sentence."""
    source = (error.source or "").splitlines()
    line = source[error.lineno - 1] if 0 < error.lineno <= len(source) else ""
    shown = clean(" ".join(_WHOLE.findall(line)), 120)
    return AuditorError(
        f"{where}的占位符语句有误：“{shown or clean(str(error.message), 120)}”。"
        "每个 {%p for … %}、{%p if … %} 都要有对应的 {%p endfor %}、{%p endif %}，并各占一段"
    )


class Checker:
    """Walks the parsed parts of one template. ``used`` gathers the placeholders met, those of rows as ``清单.名称``."""

    def __init__(self, shape: Shape, name: str) -> None:
        self._shape = shape
        self._name = name
        self.used: set[str] = set()

    def part(self, parsed: nodes.Template, pictures: bool) -> None:
        """Check one part. ``pictures``: whether pictures may stand in it (in the text, not in headers)."""
        self._pictures = pictures
        scope = {name: (name, place) for name, place in self._shape.items()}
        self._body(parsed.body, scope, ())

    def complete(self) -> None:
        """Refuse a template that leaves out what must be said. Call it after all parts."""
        missing = [name for name in required_names(self._shape) if name not in self.used]
        if missing:
            names = "、".join(f"{{{{ {name} }}}}" for name in missing)
            raise AuditorError(
                f"{self._name} 缺少占位符 {names}。请补上；可先用 --save-template 导出自带模板，在其上修改"
            )

    def _body(
        self, body: Iterable[nodes.Node], scope: Mapping[str, tuple[str, Place]], open_: tuple[str, ...]
    ) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    if not isinstance(child, nodes.TemplateData):
                        self._printed(child, scope)
            elif isinstance(node, nodes.If):
                self._condition(node.test, scope)
                for branch in (node.body, node.elif_, node.else_):
                    self._body(branch, scope, open_)
            elif isinstance(node, nodes.For):
                self._loop(node, scope, open_)
            else:
                self._refuse(node)

    def _loop(self, node: nodes.For, scope: Mapping[str, tuple[str, Place]], open_: tuple[str, ...]) -> None:
        if node.test is not None or node.recursive or not isinstance(node.target, nodes.Name):
            raise AuditorError(f"{self._name} 的循环写法不被支持。请写成 {{%p for 问题 in 问题清单 %}}")
        path, place = self._resolve(node.iter, scope)
        if place.kind is not Kind.MANY:
            raise AuditorError(f"{self._name} 的占位符 {path} 是{place.kind}，不能循环。循环只用于清单")
        if path in open_ or len(open_) >= _DEEPEST:
            raise AuditorError(f"{self._name} 在循环 {path} 之中又循环它自己，或循环层数过多。请去掉内层循环")
        self.used.add(path)
        inner = dict(scope) | {node.target.name: (path, place), "loop": ("loop", _LOOP)}
        self._body(node.body, inner, (*open_, path))
        self._body(node.else_, scope, open_)

    def _condition(self, node: nodes.Node, scope: Mapping[str, tuple[str, Place]]) -> None:
        if isinstance(node, nodes.And | nodes.Or):
            self._condition(node.left, scope)
            self._condition(node.right, scope)
        elif isinstance(node, nodes.Not):
            self._condition(node.node, scope)
        else:
            self._resolve(node, scope)

    def _printed(self, node: nodes.Node, scope: Mapping[str, tuple[str, Place]]) -> None:
        path, place = self._resolve(node, scope)
        if place.kind is Kind.MANY or place.members:
            row = next(iter(place.members))
            raise AuditorError(
                f"{self._name} 的占位符 {{{{ {path} }}}} 是清单，不能直接显示。"
                f"请用 {{%p for 行 in {path} %}}，再写 {{{{ 行.{row} }}}}"
            )
        if place.kind is Kind.PICTURE and not self._pictures:
            raise AuditorError(f"{self._name} 把图片 {{{{ {path} }}}} 放在了页眉、页脚或脚注中。请移到正文")
        self.used.add(path)

    def _resolve(self, node: nodes.Node, scope: Mapping[str, tuple[str, Place]]) -> tuple[str, Place]:
        """The placeholder behind a name or ``row.name``: its full path and what it is."""
        if isinstance(node, nodes.Name):
            if node.name not in scope:
                raise self._unknown(node.name, scope)
            return scope[node.name]
        if isinstance(node, nodes.Getattr):
            path, place = self._resolve(node.node, scope)
            if node.attr not in place.members:
                raise self._unknown(f"{path}.{node.attr}", [f"{path}.{name}" for name in place.members])
            return f"{path}.{node.attr}", place.members[node.attr]
        self._refuse(node)
        raise AssertionError("unreachable")

    def _unknown(self, name: str, known: Iterable[str]) -> AuditorError:
        names = [each for each in known if each != "loop"]
        near = difflib.get_close_matches(name, names, 1, 0.4)
        hint = f"是否应为 {{{{ {near[0]} }}}}？" if near else ""
        shown = "、".join(names[:40]) or "（没有）"
        return AuditorError(
            f"{self._name} 含有不认识的占位符 {{{{ {clean(name, 60)} }}}}。{hint}此处可用：{shown}"
        )

    def _refuse(self, node: nodes.Node) -> None:
        what = next(
            (words for kind, words in _REFUSED.items() if isinstance(node, kind)), type(node).__name__
        )
        told = next(
            (clean(str(getattr(node, key)), 40) for key in ("name", "attr") if getattr(node, key, "")), ""
        )
        raise AuditorError(
            f"{self._name} 的占位符含有不允许的写法（{what}{' ' + told if told else ''}）。"
            "模板只能用 {{ 名称 }}、{%p for … in … %}、{%p if … %}（可加 not、and、or）"
        )
