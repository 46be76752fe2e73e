"""PATCH /api/v1/addons/{id}: change the draft of an add-on and its metadata, or what is sold of it."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.addons import AddonView, UpdateAddonBody
from tollgate.api.permissions import Permission
from tollgate.api.powertools import Body
from tollgate.api.rest import entrypoint, rest_app, scope_of
from tollgate.api.wire import Data, PathId
from tollgate.catalog.update_addon import update_addon

app = rest_app()


@app.patch("/api/v1/addons/<id>")
def update(id: PathId, body: Annotated[UpdateAddonBody, Body()]) -> Data[AddonView]:
    addon = update_addon(
        body.to_request(scope_of(app), id),
        addons=wiring.addons(),
        plans=wiring.plans(),
        groups=wiring.package_groups(),
        products=wiring.products(),
        features=wiring.features(),
        currencies=wiring.custom_currencies(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
    )
    return Data(data=AddonView.of(addon))


handler = entrypoint(app, needs=Permission.CATALOG_WRITE)
