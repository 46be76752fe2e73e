"""Powertools' resolver and what goes with it, imported without the other resolvers of its package.

The package imports a resolver for each source of events, and asyncio for those of AppSync: a tenth of what importing
a check takes. No function here has such a source, so their modules are put in as empty ones before.
"""

import sys
from types import ModuleType

_PACKAGE = "aws_lambda_powertools.event_handler"
_UNUSED = {
    "appsync": ("AppSyncResolver",),
    "bedrock_agent": ("BedrockAgentResolver", "BedrockResponse"),
    "bedrock_agent_function": ("BedrockAgentFunctionResolver", "BedrockFunctionResponse"),
    "events_appsync": (),
    "events_appsync.appsync_events": ("AppSyncEventsResolver",),
    "http_resolver": ("HttpResolver", "HttpResolverLocal"),
    "lambda_function_url": ("LambdaFunctionUrlResolver",),
    "vpc_lattice": ("VPCLatticeResolver", "VPCLatticeV2Resolver"),
}


def _leave_out_unused() -> None:
    for name, resolvers in _UNUSED.items():
        module = ModuleType(f"{_PACKAGE}.{name}")
        for each in resolvers:
            setattr(module, each, None)
        sys.modules.setdefault(module.__name__, module)


if _PACKAGE not in sys.modules:
    _leave_out_unused()

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestUnsupportedContentType, RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

__all__ = [
    "APIGatewayHttpResolver",
    "Body",
    "NotFoundError",
    "Path",
    "Query",
    "RequestUnsupportedContentType",
    "RequestValidationError",
    "Response",
]
