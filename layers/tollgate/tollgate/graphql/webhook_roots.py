"""The root fields of webhooks."""

from tollgate.api.permissions import Permission
from tollgate.graphql.resolvers.hooks import (
    create_one_hook,
    delete_one_hook,
    hook,
    hooks,
    try_hook,
    update_one_hook,
)
from tollgate.graphql.root_fields import Resolver, mutation, query

WEBHOOK_QUERIES: dict[str, Resolver] = {
    "hook": query(hook, Permission.ENVIRONMENT_READ),
    "hooks": query(hooks, Permission.ENVIRONMENT_READ),
}
WEBHOOK_MUTATIONS: dict[str, Resolver] = {
    "createOneHook": mutation(create_one_hook, Permission.ENVIRONMENT_WRITE),
    "deleteOneHook": mutation(delete_one_hook, Permission.ENVIRONMENT_WRITE),
    "testHook": mutation(try_hook, Permission.ENVIRONMENT_WRITE),
    "updateOneHook": mutation(update_one_hook, Permission.ENVIRONMENT_WRITE),
}
