"""Put a product in place, and once its plans are what it says of them."""

from tollgate.catalog.create_product import CreateProductRequest, create_product
from tollgate.catalog.product import Product
from tollgate.catalog.product_settings import ProductSettings
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.catalog.update_product import UpdateProductRequest, update_product
from tollgate.merging.document import CatalogDocument
from tollgate.merging.entries import ProductEntry
from tollgate.merging.ports import Catalogue
from tollgate.shared.errors import EntityIsArchived
from tollgate.shared.scope import Scope

_SETTINGS = tuple(ProductSettings.model_fields)


def take_product_step(scope: Scope, product_id: str, source: CatalogDocument, into: Catalogue) -> None:
    """Stage the product, a new one without its settings and rules, which name plans."""
    entry, held = source.products[product_id], into.products.find(scope, product_id)
    if held is None:
        told = entry.fields(beside={"usage_reset_cutoff", "product_settings", "auto_cancellation_rules"})
        create = CreateProductRequest(scope=scope, id=product_id, **told)
        create_product(create, products=into.products, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("product", product_id)
    _update_product(scope, product_id, entry.before_plans(_told_of(scope, held, into)), into)


def take_journey_step(scope: Scope, product_id: str, source: CatalogDocument, into: Catalogue) -> None:
    """Stage the product as the source says, its settings and rules included."""
    _update_product(scope, product_id, source.products[product_id], into)


def _update_product(scope: Scope, product_id: str, entry: ProductEntry, into: Catalogue) -> None:
    held = retrieve_product(scope, product_id, products=into.products)
    told = _told_of(scope, held, into)
    fields = entry.fields(beside={"product_settings", "auto_cancellation_rules"})
    if entry.product_settings != told.product_settings:
        settings = entry.product_settings
        fields["product_settings"] = ProductSettings(**{name: getattr(settings, name) for name in _SETTINGS})
    if entry.auto_cancellation_rules != told.auto_cancellation_rules:
        # Rules for plans that are archived, which no document tells of, go on for who subscribes to them.
        untold = tuple(each for each in held.auto_cancellation_rules if each not in told.auto_cancellation_rules)
        fields["auto_cancellation_rules"] = (*entry.auto_cancellation_rules, *untold)
    update_product(
        UpdateProductRequest(scope=scope, id=product_id, **fields),
        products=into.products,
        plans=into.plans,
        subscriptions=into.subscriptions,
        events=into.events,
        clock=into.clock,
    )


def _told_of(scope: Scope, product: Product, into: Catalogue) -> ProductEntry:
    return ProductEntry.of(product).naming({each.id for each in into.plans.sold(scope)})
