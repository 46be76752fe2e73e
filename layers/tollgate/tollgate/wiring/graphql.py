"""The configuration of GraphQL."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a function starts without what it does not need
    from tollgate.graphql.limits import Limits


def graphql_limits() -> "Limits":
    """Return how large a GraphQL request may be."""
    from tollgate.graphql.limits import Limits

    return Limits.model_validate(
        {
            "document_bytes": os.environ["GRAPHQL_DOCUMENT_BYTES"],
            "depth": os.environ["GRAPHQL_DEPTH"],
            "aliases": os.environ["GRAPHQL_ALIASES"],
            "root_fields": os.environ["GRAPHQL_ROOT_FIELDS"],
            "operations": os.environ["GRAPHQL_OPERATIONS"],
            "operation_name": os.environ["GRAPHQL_OPERATION_NAME"],
        }
    )
