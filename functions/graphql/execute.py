"""POST /graphql: answer a GraphQL operation."""

from tollgate.graphql.execute import entrypoint

handler = entrypoint()
