"""GET /openapi.json: show the description of every operation."""

from typing import Any

from tollgate.api.document import document
from tollgate.api.rest import entrypoint, rest_app

app = rest_app()


@app.get("/openapi.json")
def show() -> dict[str, Any]:
    return document()


handler = entrypoint(app, needs=None)
