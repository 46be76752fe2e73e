"""Everything no route fits: 404, or 405 where the path exists with other methods."""

from typing import Any

from tollgate.api.document import refusal_of_route
from tollgate.api.powertools import NotFoundError
from tollgate.api.rest import entrypoint, rest_app

app = rest_app()


@app.not_found
def refuse(error: NotFoundError) -> Any:
    raise refusal_of_route(app.current_event.http_method, app.current_event.raw_path)


handler = entrypoint(app, needs=None)
