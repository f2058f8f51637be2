"""The seal on an evidence package."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def fingerprint(evidence: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form; ``evidence`` is what JSON can hold."""
    canonical = json.dumps(evidence, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
