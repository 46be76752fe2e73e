"""Commands, the local server and what they share. The product is a Lambda layer: its folder is put on the path here."""

import sys
from pathlib import Path

_LAYER = str(Path(__file__).resolve().parent.parent / "layers" / "tollgate")
if _LAYER not in sys.path:
    sys.path.insert(0, _LAYER)
