"""Writes the OpenAPI document from the handlers: `python -m tools.openapi` after any change of an operation.

Every operation is described by its own module: paths, bodies and answers by its app, query parameters by its query
model, the summary by its docstring. Events stand beside them, as the catalogue of events describes their bodies. The
document is committed inside the layer and served at /openapi.json.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from tollgate.api.resolver import Resolver
from tools.gateway import load_handler
from tools.schemas import SCHEMA, Schema, merge, parameter_schema, without_titles
from tools.template import ROOT, Route, functions, routes
from tools.webhooks import tags, webhooks

DOCUMENT = ROOT / "layers/tollgate/tollgate/openapi.json"
OPERATIONS = ROOT / "tests/contract/facts/operations.json"

_IDEMPOTENCY_KEY = {"$ref": "#/components/parameters/IdempotencyKey"}
_ERROR = {"$ref": "#/components/responses/Error"}
_INFO = {
    "title": "Tollgate",
    "version": "1",
    "description": "What is sold, who bought it, what they may use and how much they used.",
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
_ERROR_SCHEMA = {
    "type": "object",
    "description": "A refusal. Besides these fields it holds those of its code; `field` names what to change.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "requestId"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "requestId": {"type": "string"},
                "field": {"type": "string"},
            },
        }
    },
}
_GRAPHQL = {
    "operationId": "graphql",
    "summary": "Run a GraphQL document",
    "tags": ["graphql"],
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["query"],
                    "properties": {
                        "query": {"type": "string"},
                        "operationName": {"type": ["string", "null"]},
                        "variables": {"type": ["object", "null"]},
                    },
                }
            }
        },
    },
    "responses": {
        "200": {
            "description": "Data, errors or both; refusals are errors with `extensions.code`",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "data": {"type": ["object", "null"]},
                            "errors": {"type": "array", "items": {"type": "object"}},
                        },
                    }
                }
            },
        },
        "default": _ERROR,
    },
}


def document() -> Schema:
    """Return the OpenAPI document of every route of the template."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Schema] = {"Error": _ERROR_SCHEMA}
    for route in sorted(routes(), key=lambda route: (route.path, route.method)):
        if route.path == "$default":
            continue
        operation = _GRAPHQL if route.path == "/graphql" else _operation(route, schemas)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    told = webhooks(schemas)
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "security": [{"ApiKey": []}],
        "tags": tags(),
        "paths": paths,
        "webhooks": told,
        "components": {
            "securitySchemes": {
                "ApiKey": {"type": "apiKey", "in": "header", "name": "X-API-KEY"},
                "BearerKey": {"type": "http", "scheme": "bearer"},
            },
            "parameters": {
                "IdempotencyKey": {
                    "name": "Idempotency-Key",
                    "in": "header",
                    "description": "The first answer to a key is kept for 24 hours and given again.",
                    "schema": {"type": "string", "maxLength": 255},
                }
            },
            "responses": {
                "Error": {
                    "description": "A refusal, by its code",
                    "content": {"application/json": {"schema": {"$ref": f"{SCHEMA}Error"}}},
                }
            },
            "schemas": dict(sorted(schemas.items())),
        },
    }


def _operation(route: Route, schemas: dict[str, Schema]) -> Schema:
    module = _module_of(route)
    app: Resolver = module.app
    own = without_titles(json.loads(app.get_openapi_json_schema()))
    described = own["paths"][route.path][route.method.lower()]
    parameters = [each for each in described.get("parameters", []) if each["in"] == "path"]
    query = _query_model(module)
    definitions = own.get("components", {}).get("schemas", {})
    if query is not None:
        found, of_query = _query_parameters(query)
        parameters += found
        definitions = {**definitions, **of_query}
    if route.method == "POST" and route.path.startswith("/api/"):
        parameters.append(_IDEMPOTENCY_KEY)
    answers = described["responses"]
    status, success = next((code, answer) for code, answer in answers.items() if code[0] == "2")
    # 422 is described of every body, and never answered.
    refusals = {code: answer for code, answer in answers.items() if code[0] == "4" and code != "422"}
    operation: Schema = {
        "operationId": _names().get((route.method, route.path)) or _own_name(route, module),
        "summary": _summary(module),
        "tags": [_tag(route, module)],
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": described["requestBody"]} if "requestBody" in described else {}),
        "responses": {
            status: {**success, "description": "Created" if status == "201" else "OK"},
            **{code: {"description": each["description"]} for code, each in answers.items() if code[0] == "3"},
            **refusals,
            "default": next(iter(refusals.values()), _ERROR),
        },
        **_security(route),
    }
    merged: Schema = merge(operation, definitions, schemas, prefix=route.function.removesuffix("Function"))
    return merged


def _security(route: Route) -> Schema:
    if route.authorizer == "AnyKey":
        return {"security": [{"ApiKey": []}, {"BearerKey": []}]}
    return {} if route.needs_key else {"security": []}


def _module_of(route: Route) -> ModuleType:
    load_handler(route.function)
    properties = functions()[route.function]
    area, module = Path(properties["CodeUri"]).name, properties["Handler"].split(".")[0]
    return sys.modules[f"functions.{area}.{module}"]


def _query_model(module: ModuleType) -> type[BaseModel] | None:
    for function in vars(module).values():
        if getattr(function, "__module__", None) == module.__name__ and callable(function):
            model = get_type_hints(function).get("query")
            if model is not None:
                return model
    return None


def _query_parameters(model: type[BaseModel]) -> tuple[list[Schema], dict[str, Schema]]:
    schema = without_titles(model.model_json_schema(ref_template=SCHEMA + "{model}"))
    parameters = [
        parameter_schema(name, definition, is_required=name in schema.get("required", []))
        for name, definition in schema["properties"].items()
    ]
    return parameters, schema.get("$defs", {})


def _summary(module: ModuleType) -> str:
    purpose = str(module.__doc__).split("\n\n", 1)[0].split(": ", 1)[1]
    text = " ".join(purpose.split()).rstrip(".")
    return text[0].upper() + text[1:]


def _own_name(route: Route, module: ModuleType) -> str:
    """Return the name of an operation of ours: after its module, as published ones are, or the path if that is one.

    What is published as beta, and served under its later path too, is named as it will be then.
    """
    if beta := _beta_name(route):
        return beta.replace("v1_beta.", "v1.", 1)
    if route.path.count("/") == 1:
        return route.path.strip("/").removesuffix(".json")
    file = Path(str(module.__file__))
    folder = file.parent.name
    if not route.path.startswith("/api/"):
        return f"v1.{folder}.{to_camel(file.stem)}"
    verb, _, what = file.stem.partition("_")
    return f"v1.{folder}.{verb if what in {folder, folder.removesuffix('s')} else file.stem}"


def _tag(route: Route, module: ModuleType) -> str:
    """Return the area of an operation; those that this product adds to the published API stand by themselves."""
    is_published = (route.method, route.path) in _names() or _beta_name(route) is not None
    is_added = route.path.startswith("/api/") and not is_published
    return "extensions" if is_added else Path(str(module.__file__)).parent.name


def _beta_name(route: Route) -> str | None:
    return _names().get((route.method, route.path.replace("/api/v1/", "/api/v1-beta/", 1)))


def _names() -> dict[tuple[str, str], str]:
    return {(each["method"], each["path"]): each["operation"] for each in _facts()}


def _facts() -> Iterator[dict[str, Any]]:
    yield from json.loads(OPERATIONS.read_text())


def text() -> str:
    """Return the document as it is committed."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(text())
    print(f"wrote {DOCUMENT.relative_to(ROOT)}")
