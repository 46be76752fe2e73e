"""The samples of `events/`, one per kind of function, named after the function's module."""

import json
from typing import Any

from tools.template import ROOT

FOLDER = ROOT / "events"


def sample_names() -> list[str]:
    """Return the names of all samples."""
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def sample_event(name: str) -> Any:
    """Return a sample."""
    return json.loads((FOLDER / f"{name}.json").read_text())
