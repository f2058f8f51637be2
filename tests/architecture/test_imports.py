"""The arrows between the rooms point only where the contracts of pyproject.toml allow."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT

LINTER = Path(sys.executable).parent / "lint-imports"


def test_every_import_contract_is_kept() -> None:
    command = [str(LINTER), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
