"""POST /ofrep/v1/evaluate/flags: evaluate what a customer may use of every feature as flags."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.flag_answers import DESCRIBED_FLAGS, answer_flags, flag_entrypoint
from tollgate.api.flags import FlagContext, FlagsBody, FlagView
from tollgate.api.powertools import Body, Response
from tollgate.api.rest import rest_app, scope_of
from tollgate.entitlements.flag import evaluate_flags, only

app = rest_app()


@app.post("/ofrep/v1/evaluate/flags", responses=DESCRIBED_FLAGS)
def evaluate(body: Annotated[FlagsBody, Body()]) -> Response[str]:
    context = FlagContext.of(body)
    owner = context.targeting_key, context.resource_id
    flags = evaluate_flags(scope_of(app), *owner, checking=wiring.checking(), features=wiring.features())
    return answer_flags(app, [FlagView.of(flag) for flag in only(flags, context.flags)])


handler = flag_entrypoint(app)
