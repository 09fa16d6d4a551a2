"""The register as YAML: strict, an unknown key is an error that names file and line."""

from __future__ import annotations

from pathlib import Path

from auditor import strict_yaml
from auditor.fleet.register_given import GivenRegister
from auditor.strict_yaml import Located


def read(path: Path) -> Located[GivenRegister]:
    return strict_yaml.load_located(path, GivenRegister)
