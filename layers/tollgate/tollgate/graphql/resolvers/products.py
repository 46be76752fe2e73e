"""Products."""

from typing import Any

from tollgate import wiring
from tollgate.catalog.archive_product import archive_product as archive
from tollgate.catalog.create_product import create_product
from tollgate.catalog.duplicate_product import duplicate_product as duplicate
from tollgate.catalog.update_product import update_product
from tollgate.graphql.context import Context
from tollgate.graphql.identify import product_named
from tollgate.graphql.inputs.products import (
    ArchiveProductInput,
    CreateOneProductInput,
    DuplicateProductInput,
    UpdateOneProductInput,
)
from tollgate.graphql.inputs.reading import fields_named, read
from tollgate.graphql.views.catalog import ProductView

Given = dict[str, Any]


def create_one_product(context: Context, input: Given) -> ProductView:
    """Return the new product."""
    asked = read(CreateOneProductInput, input).product
    context.check_environment(asked.environment_id)
    with fields_named({"id": "refId", "metadata": "additionalMetaData"}, prefix="product."):
        product = create_product(
            asked.to_request(context.scope),
            products=wiring.products(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
    return ProductView(product, context.loader)


def update_one_product(context: Context, input: Given) -> ProductView:
    """Return the changed product."""
    asked = read(UpdateOneProductInput, input)
    with fields_named({"metadata": "additionalMetaData"}, prefix="update."):
        product = update_product(
            asked.to_request(context.scope),
            products=wiring.products(),
            plans=wiring.plans(),
            subscriptions=wiring.subscription_use(),
            events=wiring.events(),
            clock=wiring.clock(),
        )
    return ProductView(product, context.loader)


def archive_product(context: Context, input: Given) -> ProductView:
    """Return the archived product; its plans are archived with it."""
    product = archive(
        context.scope,
        product_named(context.scope, read(ArchiveProductInput, input).ref_id),
        products=wiring.products(),
        plans=wiring.plans(),
        addons=wiring.addons(),
        groups=wiring.package_groups(),
        subscriptions=wiring.subscription_use(),
        events=wiring.events(),
        clock=wiring.clock(),
    )
    return ProductView(product, context.loader)


def duplicate_product(context: Context, input: Given) -> ProductView:
    """Return the copy of a product; its plans and add-ons are copied with it, as drafts."""
    asked = read(DuplicateProductInput, input)
    with fields_named({"targetId": "refId"}):
        product = duplicate(
            asked.to_request(context.scope),
            products=wiring.products(),
            plans=wiring.plans(),
            addons=wiring.addons(),
            events=wiring.events(),
            clock=wiring.clock(),
            ids=wiring.ids(),
        )
    return ProductView(product, context.loader)
