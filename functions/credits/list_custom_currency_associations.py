"""GET /api/v1/credits/custom-currencies/{currencyId}/associated-entities: show which packages use a kind of credit."""

from tollgate import wiring
from tollgate.api.custom_currencies import AssociatedEntityView
from tollgate.api.permissions import Permission
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.credits.list_associations import list_associations

app = rest_app()


@app.get("/api/v1/credits/custom-currencies/<currencyId>/associated-entities")
def list_all(currencyId: PathId) -> Data[list[AssociatedEntityView]]:
    packages = list_associations(
        scope_of(app), currencyId, currencies=wiring.custom_currencies(), plans=wiring.plans(), addons=wiring.addons()
    )
    return Data(data=[AssociatedEntityView.of(package) for package in packages])


handler = entrypoint(app, needs=Permission.CATALOG_READ)
