"""POST /api/v1/addons: define an add-on, as a draft or published at once."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.addons import AddonView, CreateAddonBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data
from tollgate.catalog.create_addon import create_addon

app = rest_app()


@app.post("/api/v1/addons", status_code=201)
def create(body: Annotated[CreateAddonBody, Body()]) -> Data[AddonView]:
    addon = create_addon(
        body.to_request(scope_of(app)),
        addons=wiring.addons(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=AddonView.of(addon))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
