"""One reader under libFuzzer, in a process of its own: ``python -m bench.fuzz.one READER FOLDER [libFuzzer options]``.

Our code is instrumented while it is imported, so nothing of ours may be imported before. An error that the reader may not
raise ends the process with a traceback, and leaves its input in ``FOLDER/found``.
"""

from __future__ import annotations

import logging
import sys
import warnings
from pathlib import Path

import atheris

#: Packages whose branches guide the fuzzer: our own, and the parsers in Python that we hand a stranger's bytes to.
_GUIDED = ["auditor", "spiders", "protego", "pdfminer", "docx"]


def main() -> None:
    name, folder, *options = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    with atheris.instrument_imports(include=_GUIDED, enable_loader_override=False):
        from bench.fuzz.readers import READERS
    reader = READERS[name]
    atheris.Setup([f"fuzz {name}", *options, str(Path(folder, "corpus"))], reader)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
