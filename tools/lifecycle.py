"""Draw the state machine of subscriptions into the area's LIFECYCLE.md: `python -m tools.lifecycle`."""

from tollgate.subscriptions.state_machine import as_diagram
from tools.template import ROOT

PAGE = ROOT / "layers" / "tollgate" / "tollgate" / "subscriptions" / "LIFECYCLE.md"
_BEGIN, _END = "```mermaid\n", "\n```\n"


def drawn(page: str) -> str:
    """Return the page with the diagram as the table of states draws it."""
    before, rest = page.split(_BEGIN, 1)
    return f"{before}{_BEGIN}{as_diagram()}{_END}{rest.split(_END, 1)[1]}"


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text()))
