"""POST /ofrep/v1/evaluate/flags/{key}: evaluate what a customer may use of a feature as a flag."""

from typing import Annotated

from tollgate import wiring
from tollgate.api.flag_answers import DESCRIBED_FLAG, answer_flag, flag_entrypoint
from tollgate.api.flags import FlagContext, FlagsBody, FlagView
from tollgate.api.powertools import Body, Response
from tollgate.api.rest import rest_app, scope_of
from tollgate.api.wire import PathId
from tollgate.entitlements.flag import evaluate_flag

app = rest_app()


@app.post("/ofrep/v1/evaluate/flags/<key>", responses=DESCRIBED_FLAG)
def evaluate(key: PathId, body: Annotated[FlagsBody, Body()]) -> Response[str]:
    question = FlagContext.of(body).to_question(key)
    return answer_flag(FlagView.of(evaluate_flag(scope_of(app), key, question, checking=wiring.checking())))


handler = flag_entrypoint(app)
