"""GET /health: tell that the API answers."""

from tollgate.api.rest import entrypoint, rest_app
from tollgate.shared.entity import Value

app = rest_app()


class Health(Value):
    """The API answers."""

    status: str = "ok"


@app.get("/health")
def health() -> Health:
    return Health()


handler = entrypoint(app, needs=None)
