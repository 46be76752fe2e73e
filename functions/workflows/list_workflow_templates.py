"""GET /api/v1/workflow-templates: list definitions to begin with, one per use case."""

from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app
from tollgate.api.wire import Data
from tollgate.api.workflows import TemplateView
from tollgate.workflows.templates import templates

app = rest_app()


@app.get("/api/v1/workflow-templates")
def list_all() -> Data[list[TemplateView]]:
    return Data(data=[TemplateView.model_validate(each) for each in templates()])


handler = entrypoint(app, needs=Permission.ENVIRONMENT_READ)
