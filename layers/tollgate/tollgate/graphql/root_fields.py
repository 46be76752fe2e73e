"""How the fields of the roots are resolved: with the caller's permission, and a transaction where they write."""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLResolveInfo

from tollgate.api.edge import committed
from tollgate.api.permissions import Permission
from tollgate.graphql.context import Context
from tollgate.graphql.spelling import snake

Resolver = Callable[..., Any]


def _named(arguments: dict[str, Any]) -> dict[str, Any]:
    return {snake(name): value for name, value in arguments.items()}


def query(resolver: Resolver, needs: Permission) -> Resolver:
    """Return the resolver of a field that reads."""

    def resolve(_: None, info: GraphQLResolveInfo[Context], **arguments: Any) -> Any:
        info.context.admit(needs, arguments)
        return resolver(info.context, **_named(arguments))

    return resolve


def mutation(resolver: Resolver, needs: Permission) -> Resolver:
    """Return the resolver of a field that writes: each such field is a transaction of its own."""

    def resolve(_: None, info: GraphQLResolveInfo[Context], **arguments: Any) -> Any:
        context = info.context.afresh()
        context.admit(needs, arguments)
        caller = context.caller
        return committed(
            lambda: resolver(context, **_named(arguments)),
            actor=caller.actor,
            actor_id=caller.key_id,
            trace_id=context.request_id,
        )

    return resolve
