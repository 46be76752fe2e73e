"""Documents that were parsed, measured and validated; clients send the same few again and again."""

from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256

from graphql import GraphQLError, GraphQLSchema, parse, validate
from graphql.language import ast

from tollgate.graphql.limits import Limits, check_size
from tollgate.shared.errors import BadUserInput

_MOST_CHARACTERS_KEPT = 1_000_000
"""A syntax tree takes about a hundred times its document's size."""


class InvalidDocument(Exception):
    """The document breaks the language's grammar or the schema; `errors` say where."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__()
        self.errors = errors


class Documents:
    """Prepares documents, and keeps those used last by their hash."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema, self.limits = schema, limits
        self._kept: OrderedDict[bytes, tuple[ast.DocumentNode, int]] = OrderedDict()
        self._characters = 0

    def prepared(self, text: str) -> ast.DocumentNode:
        """Return the syntax tree; raises `BadUserInput` for one over its limits and `InvalidDocument`."""
        encoded = text.encode("utf-8", "surrogatepass")
        if len(encoded) > self.limits.document_bytes:
            raise BadUserInput(
                f"The document has {len(encoded)} bytes; at most {self.limits.document_bytes} fit", field="query"
            )
        key = sha256(encoded).digest()
        kept = self._kept.get(key)
        document = kept[0] if kept is not None else self._checked(text)
        self._keep(key, document, len(text))
        return document

    def _checked(self, text: str) -> ast.DocumentNode:
        try:
            document = parse(text)
            check_size(document, self.limits)
            errors = validate(self._schema, document, max_errors=20)
        except GraphQLError as syntax_error:
            raise InvalidDocument([syntax_error]) from syntax_error
        except RecursionError as too_deep:
            raise BadUserInput(f"The document is nested deeper than {self.limits.depth} fields") from too_deep
        if errors:
            raise InvalidDocument(errors)
        return document

    def _keep(self, key: bytes, document: ast.DocumentNode, characters: int) -> None:
        # It goes to the end, which is the side of those used last.
        _, earlier = self._kept.pop(key, (None, 0))
        self._kept[key] = document, characters
        self._characters += characters - earlier
        while self._characters > _MOST_CHARACTERS_KEPT:
            _, (_, gone) = self._kept.popitem(last=False)
            self._characters -= gone
