"""The root fields of workflows."""

from tollgate.api.permissions import Permission
from tollgate.graphql.resolvers.workflows import trigger_workflow
from tollgate.graphql.root_fields import Resolver, mutation

WORKFLOW_MUTATIONS: dict[str, Resolver] = {
    "triggerWorkflow": mutation(trigger_workflow, Permission.ENVIRONMENT_WRITE),
}
