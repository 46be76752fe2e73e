"""Definitions to begin with: one document per use case, in the folder of the same name."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "templates"


@cache
def templates() -> tuple[dict[str, Any], ...]:
    """Return the templates in the order of their ids, which are the names of their files."""
    files = sorted(_FOLDER.glob("*.json"))
    return tuple({"id": file.stem, **json.loads(file.read_text())} for file in files)
