"""The model county in the repository is what its sections give, and a whole portal."""

from __future__ import annotations

import sys
from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"
sys.path.insert(0, str(FIXTURES))
import build_model_county as model_county  # noqa: E402


def test_the_committed_tree_is_what_the_generator_writes() -> None:
    committed = {
        path.relative_to(model_county.TREE).as_posix(): path.read_bytes()
        for path in model_county.TREE.rglob("*")
        if path.is_file()
    }
    rendered = model_county.render()
    assert [
        name for name in committed.keys() | rendered.keys() if committed.get(name) != rendered.get(name)
    ] == ([]), "run: python fixtures/build_model_county.py"
