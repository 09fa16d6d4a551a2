"""What our own code never does, told from its syntax: nothing of a stranger is run, unpickled, unpacked or parsed with entities."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list

from reports import wording
from tests.harness import ROOT

FILES = sorted(
    path for name in ("auditor", "spiders", "rules", "reports") for path in (ROOT / name).rglob("*.py")
)
#: Calls by their dotted name, and what to do instead.
FORBIDDEN = {
    "eval": "read the value",
    "exec": "import the module",
    "os.system": "subprocess with a list",
    "os.popen": "subprocess with a list",
    "pickle.load": "auditor.codec",
    "pickle.loads": "auditor.codec",
    "marshal.loads": "auditor.codec",
    "yaml.load": "auditor.strict_yaml",
    "yaml.full_load": "auditor.strict_yaml",
    "yaml.unsafe_load": "auditor.strict_yaml",
    "yaml.safe_load": "auditor.strict_yaml",
    "tempfile.mktemp": "tempfile.mkstemp",
    "ssl._create_unverified_context": "ssl.create_default_context",
    "shutil.unpack_archive": "read the members one by one",
    "ElementTree.fromstring": "lxml's HTML parser, or the limits of auditor.documents",
    "ElementTree.parse": "lxml's HTML parser, or the limits of auditor.documents",
    "etree.fromstring": "lxml's HTML parser, or the limits of auditor.documents",
    "etree.XMLParser": "lxml's HTML parser, or the limits of auditor.documents",
}
#: Only sources in which one of these stands are parsed.
_SUSPECT = re.compile(r"\b(?:eval|exec|shell|autoescape|extractall|mktemp|unpack_archive|XMLParser|marshal|pickle|os\.(?:system|popen)"
                      r"|yaml\.\w*load|(?:ElementTree|etree)\.(?:fromstring|parse)|_create_unverified_context)\b")  # fmt: skip
#: Methods, whatever they are called on.
FORBIDDEN_METHODS = frozenset({"extractall"})


def test_nothing_dangerous_is_called() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}: use {cure}"
        for path in FILES
        if _SUSPECT.search(text := path.read_text("utf-8"))
        for line, name, cure in _found(ast.parse(text))
    ]
    assert found == []


def _found(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name in FORBIDDEN and not _excused(name, node):
            yield node.lineno, name, FORBIDDEN[name]
        if name.rpartition(".")[2] in FORBIDDEN_METHODS:
            yield node.lineno, name, "open the members one by one"
        for keyword in node.keywords:
            if keyword.arg == "shell" or (
                keyword.arg == "autoescape" and ast.unparse(keyword.value) == "False"
            ):
                yield node.lineno, f"{name}({keyword.arg}=…)", "the default"


def _excused(name: str, call: ast.Call) -> bool:
    """XML of our own making, by a parser that expands nothing; bundled YAML, by a loader that builds plain values only."""
    given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    if name == "etree.XMLParser":
        return given.get("resolve_entities") == "False"
    if name == "etree.fromstring":
        return len(call.args) == 2
    return name == "yaml.load" and given.get("Loader") == "_LOADER" and "Safe" in str(wording._LOADER)


def test_the_rule_would_find_what_it_forbids() -> None:
    tree = ast.parse(
        "import yaml, subprocess\nyaml.load(a)\nsubprocess.run(a, shell=True)\nb.extractall()\neval('1')"
    )
    assert len(list(_found(tree))) == 4


def test_settings_leave_no_door_open() -> None:
    """What a scan of the process then confirms, see ``test_listening.py``."""
    given = Settings()
    given.setmodule("auditor.settings")
    steps = {path.rpartition(".")[2] for path in names(given, "DOWNLOADER_MIDDLEWARES")}
    extensions = {path.rpartition(".")[2] for path in names(given, "EXTENSIONS")}
    assert not given.getbool("TELNETCONSOLE_ENABLED")
    assert not given.getbool("REMOTE_CONTROL_ENABLED")
    assert not extensions & {"TelnetConsole", "RemoteControl"}
    assert "HttpProxyMiddleware" not in steps or not given.getbool("HTTPPROXY_ENABLED")
    assert "RobotsTxtMiddleware" in steps
    assert given.getbool("ROBOTSTXT_OBEY")
    handlers = given.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def names(given: Settings, setting: str) -> list[str]:
    """Import paths of the components that a crawl builds."""
    return [str(each) for each in build_component_list(given.getwithbase(setting))]
