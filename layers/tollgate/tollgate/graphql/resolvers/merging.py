"""Catalogues as documents, and their way from one environment into another.

A key acts in its own environment: it is the destination of whatever is compared or merged, and the source of an
environment that is made. Else the source may be another environment of the same account, of which nothing but the
catalogue is read. That takes a full key, because a scoped one says nothing of other environments.
"""

from typing import Any

from pydantic import ValidationError

from tollgate import wiring
from tollgate.api.errors import bad_input
from tollgate.api.permissions import Permission, require_full
from tollgate.catalog.migration import MigrationType
from tollgate.environments.create_environment import CreateEnvironmentRequest, create_environment
from tollgate.environments.errors import EnvironmentMissing
from tollgate.environments.retrieve_environment import retrieve_environment
from tollgate.environments.slug import slug_of
from tollgate.graphql.context import Context
from tollgate.graphql.inputs.merging import DumpProductCatalogInput, MergeInput, MergeQueryInput
from tollgate.graphql.inputs.reading import fields_named, read
from tollgate.graphql.views.merging import ComparisonView, MergeView, ValidationView
from tollgate.merging.compare import merged
from tollgate.merging.document import CatalogDocument
from tollgate.merging.export_catalog import export_catalog
from tollgate.merging.merge_environment import MergeRequest
from tollgate.merging.merge_environment import merge_environment as merge
from tollgate.merging.rehearse import rehearse
from tollgate.shared.errors import BadUserInput
from tollgate.shared.scope import Scope

Given = dict[str, Any]


def dump_environment_product_catalog(context: Context, input: Given) -> dict[str, Any]:
    """Return the catalogue of the key's environment as one document."""
    require_full(context.caller, Permission.CATALOG_READ)
    check_own(context, read(DumpProductCatalogInput, input).environment_slug)
    return export_catalog(context.scope, catalogue=wiring.catalogue()).to_json()


def dump_environment_for_merge_comparison(context: Context, input: Given) -> ComparisonView:
    """Return the destination's document as it is and as it would be."""
    asked, source = _asked(context, input)
    before = export_catalog(context.scope, catalogue=wiring.catalogue(), with_coupons=asked.with_coupons)
    return ComparisonView(pre_merge_dump=before.to_json(), post_merge_dump=merged(source, before).to_json())


def validate_merge_environment(context: Context, input: Given) -> ValidationView:
    """Return what the merge would refuse now."""
    _, source = _asked(context, input)
    tried = rehearse(context.scope, source, catalogue=wiring.catalogue(), rehearsals=wiring.rehearsals())
    return ValidationView(errors=list(tried.errors))


def merge_environment(context: Context, input: Given) -> MergeView:
    """Start the task that merges the source into the destination, which is made first where there is none."""
    require_full(context.caller, Permission.CATALOG_WRITE)
    asked = read(MergeInput, input).checked()
    source, slug = _source(context, asked), asked.source_environment_slug
    scope, destination = _destination(context, asked)
    task = merge(
        MergeRequest(
            scope=scope,
            source=source,
            source_environment_slug=slug,
            migration_type=asked.migration_type or MigrationType.NEW_CUSTOMERS,
        ),
        catalogue=wiring.catalogue(),
        rehearsals=wiring.rehearsals(),
        sources=wiring.merge_sources(),
    )
    return MergeView(environment_slug=destination, task_ids=[task.id] if task is not None else [])


def _source(context: Context, asked: MergeInput) -> CatalogDocument:
    slug = asked.source_environment_slug
    if slug is None:
        document = _template(asked.source_template)
        return document if asked.with_coupons else document.without_coupons()
    if asked.is_into_new:
        check_own(context, slug)
    return document_of(context, slug, with_coupons=asked.with_coupons)


def _template(given: Any) -> CatalogDocument:
    if not isinstance(given, dict):
        raise BadUserInput("sourceTemplate is a document as an export writes it", field="sourceTemplate")
    try:
        with fields_named({}, prefix="sourceTemplate."):
            return CatalogDocument.of_json(given)
    except ValidationError as invalid:
        raise bad_input(
            {**error, "loc": ("input", "sourceTemplate", *error["loc"])} for error in invalid.errors()
        ) from invalid


def _destination(context: Context, asked: MergeInput) -> tuple[Scope, str]:
    slug, name, kind = (
        asked.destination_environment_slug,
        asked.destination_environment_name,
        asked.destination_environment_type,
    )
    if name is None or kind is None:
        check_own(context, slug or "")
        return context.scope, slug or ""
    opened = create_environment(
        CreateEnvironmentRequest(
            account_id=context.scope.account_id,
            slug=slug or slug_of(name, field="destinationEnvironmentName"),
            display_name=name,
            type=kind,
        ),
        environments=wiring.environments(),
        keys=wiring.api_keys(),
        products=wiring.products(),
        events=wiring.events(),
        clock=wiring.clock(),
        ids=wiring.ids(),
        secrets=wiring.secrets(),
    )
    return opened.environment.scope, opened.environment.slug


def check_own(context: Context, slug: str) -> None:
    """Raise `EnvironmentMissing` unless this is the key's own environment."""
    if slug not in context.environment_names:
        raise EnvironmentMissing.of(slug)


def document_of(context: Context, slug: str, *, with_coupons: bool) -> CatalogDocument:
    """Return the catalogue of an environment of the key's account; raises `EnvironmentMissing`."""
    return export_catalog(_scope_of(context, slug), catalogue=wiring.catalogue(), with_coupons=with_coupons)


def _asked(context: Context, input: Given) -> tuple[MergeQueryInput, CatalogDocument]:
    require_full(context.caller, Permission.CATALOG_READ)
    asked = read(MergeQueryInput, input)
    check_own(context, asked.destination_environment_slug)
    return asked, document_of(context, asked.source_environment_slug, with_coupons=asked.with_coupons)


def _scope_of(context: Context, slug: str) -> Scope:
    if slug in context.environment_names:
        return context.scope
    return retrieve_environment(context.scope.account_id, slug, environments=wiring.environments()).scope
