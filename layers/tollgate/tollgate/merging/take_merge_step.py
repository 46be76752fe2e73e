"""Put one thing of a document in place, through the operations that anybody changes a catalogue with."""

from collections.abc import Callable
from typing import Any

from tollgate.catalog.create_coupon import CreateCouponRequest, create_coupon
from tollgate.catalog.create_feature import CreateFeatureRequest, create_feature
from tollgate.catalog.create_feature_group import CreateFeatureGroupRequest, create_feature_group
from tollgate.catalog.create_product import CreateProductRequest, create_product
from tollgate.catalog.feature import FeatureType
from tollgate.catalog.migration import MigrationType
from tollgate.catalog.product import Product
from tollgate.catalog.product_settings import ProductSettings
from tollgate.catalog.put_addon import AddonContent, put_addon
from tollgate.catalog.put_plan import PlanContent, put_plan
from tollgate.catalog.retrieve_product import retrieve_product
from tollgate.catalog.update_coupon import UpdateCouponRequest, update_coupon
from tollgate.catalog.update_feature import UpdateFeatureRequest, update_feature
from tollgate.catalog.update_feature_group import UpdateFeatureGroupRequest, update_feature_group
from tollgate.catalog.update_product import UpdateProductRequest, update_product
from tollgate.credits.create_custom_currency import CreateCustomCurrencyRequest, create_custom_currency
from tollgate.credits.update_custom_currency import UpdateCustomCurrencyRequest, update_custom_currency
from tollgate.merging.document import CatalogDocument
from tollgate.merging.entries import CouponEntry, Entry, FeatureEntry, ProductEntry
from tollgate.merging.merge_step import MergeStep, StepKind
from tollgate.merging.package_entries import PackageEntry
from tollgate.merging.ports import Catalogue
from tollgate.shared.entity import Value
from tollgate.shared.errors import EntityIsArchived, InvalidInput
from tollgate.shared.scope import Scope

_SETTINGS = tuple(ProductSettings.model_fields)


def take_merge_step(
    scope: Scope,
    step: MergeStep,
    source: CatalogDocument,
    *,
    into: Catalogue,
    migration_type: MigrationType = MigrationType.NEW_CUSTOMERS,
) -> None:
    """Stage what the step puts in place; raises the refusals of the operations that it takes.

    `migration_type` says who gets the versions of plans that are published.
    """
    if step.kind is StepKind.PLAN:
        _plan(scope, step.id, source, into, migration_type)
    else:
        _TAKE[step.kind](scope, step.id, source, into)


def _currency(scope: Scope, currency_id: str, source: CatalogDocument, into: Catalogue) -> None:
    told, held = _fields(source.custom_currencies[currency_id]), into.currencies.find(scope, currency_id)
    if held is None:
        create = CreateCustomCurrencyRequest(scope=scope, id=currency_id, **told)
        create_custom_currency(create, currencies=into.currencies, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("customCurrency", currency_id)
    update = UpdateCustomCurrencyRequest(scope=scope, id=currency_id, **told)
    update_custom_currency(update, currencies=into.currencies, events=into.events, clock=into.clock)


def _feature(scope: Scope, feature_id: str, source: CatalogDocument, into: Catalogue) -> None:
    entry, held = source.features[feature_id], into.features.find(scope, feature_id)
    if held is None:
        create = CreateFeatureRequest(scope=scope, id=feature_id, **_fields(entry))
        create_feature(create, features=into.features, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("feature", feature_id)
    _update_feature(scope, feature_id, entry.with_values_of(FeatureEntry.of(held)), into)


def _values(scope: Scope, feature_id: str, source: CatalogDocument, into: Catalogue) -> None:
    _update_feature(scope, feature_id, source.features[feature_id], into)


def _update_feature(scope: Scope, feature_id: str, entry: FeatureEntry, into: Catalogue) -> None:
    held = into.features.find(scope, feature_id)
    if held is not None:
        _check_kept(entry, held, "feature_type", "meter_type")
    others = {"feature_type", "meter_type", "feature_status"}
    own = others if entry.feature_type is FeatureType.ENUM else {*others, "enum_configuration"}
    update_feature(
        UpdateFeatureRequest(scope=scope, id=feature_id, **_fields(entry, beside=own)),
        features=into.features,
        plans=into.plans,
        addons=into.addons,
        events=into.events,
        clock=into.clock,
    )


def _group(scope: Scope, group_id: str, source: CatalogDocument, into: Catalogue) -> None:
    fields, held = _fields(source.feature_groups[group_id]), into.groups.find(scope, group_id)
    if held is None:
        create_feature_group(
            CreateFeatureGroupRequest(scope=scope, id=group_id, **fields),
            groups=into.groups,
            features=into.features,
            events=into.events,
            clock=into.clock,
            ids=into.ids,
        )
        return
    update_feature_group(
        UpdateFeatureGroupRequest(scope=scope, id=group_id, **fields),
        groups=into.groups,
        features=into.features,
        events=into.events,
        clock=into.clock,
    )


def _product(scope: Scope, product_id: str, source: CatalogDocument, into: Catalogue) -> None:
    entry, held = source.products[product_id], into.products.find(scope, product_id)
    if held is None:
        told = _fields(entry, beside={"usage_reset_cutoff", "product_settings", "auto_cancellation_rules"})
        create = CreateProductRequest(scope=scope, id=product_id, **told)
        create_product(create, products=into.products, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("product", product_id)
    _update_product(scope, product_id, entry.before_plans(_told_of(scope, held, into)), into)


def _journey(scope: Scope, product_id: str, source: CatalogDocument, into: Catalogue) -> None:
    _update_product(scope, product_id, source.products[product_id], into)


def _update_product(scope: Scope, product_id: str, entry: ProductEntry, into: Catalogue) -> None:
    held = retrieve_product(scope, product_id, products=into.products)
    told = _told_of(scope, held, into)
    fields = _fields(entry, beside={"product_settings", "auto_cancellation_rules"})
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


def _addon(scope: Scope, addon_id: str, source: CatalogDocument, into: Catalogue) -> None:
    put_addon(
        AddonContent(scope=scope, id=addon_id, **_content(source.addons[addon_id])),
        addons=into.addons,
        plans=into.plans,
        products=into.products,
        features=into.features,
        currencies=into.currencies,
        groups=into.groups,
        events=into.events,
        clock=into.clock,
        ids=into.ids,
    )


def _plan(scope: Scope, plan_id: str, source: CatalogDocument, into: Catalogue, migration_type: MigrationType) -> None:
    put_plan(
        PlanContent(scope=scope, id=plan_id, **_content(source.plans[plan_id])),
        migration_type,
        tasks=into.tasks,
        plans=into.plans,
        addons=into.addons,
        products=into.products,
        features=into.features,
        currencies=into.currencies,
        package_groups=into.package_groups,
        groups=into.groups,
        events=into.events,
        clock=into.clock,
        ids=into.ids,
    )


def _coupon(scope: Scope, coupon_id: str, source: CatalogDocument, into: Catalogue) -> None:
    entry, held = source.coupons[coupon_id], into.coupons.find(scope, coupon_id)
    if held is None:
        create = CreateCouponRequest(scope=scope, id=coupon_id, **_fields(entry))
        create_coupon(create, coupons=into.coupons, events=into.events, clock=into.clock, ids=into.ids)
        return
    if held.is_archived:
        raise EntityIsArchived.of("coupon", coupon_id)
    reduction = ("percent_off", "amounts_off", "duration_in_months")
    _check_kept(entry, CouponEntry.of(held), *reduction)
    update = UpdateCouponRequest(scope=scope, id=coupon_id, **_fields(entry, beside=set(reduction)))
    update_coupon(update, coupons=into.coupons, events=into.events, clock=into.clock)


_TAKE: dict[StepKind, Callable[[Scope, str, CatalogDocument, Catalogue], None]] = {
    StepKind.CURRENCY: _currency,
    StepKind.FEATURE: _feature,
    StepKind.FEATURE_GROUP: _group,
    StepKind.PRODUCT: _product,
    StepKind.ADDON: _addon,
    StepKind.FEATURE_VALUES: _values,
    StepKind.JOURNEY: _journey,
    StepKind.COUPON: _coupon,
}


def _fields(entry: Entry, *, beside: set[str] | frozenset[str] = frozenset()) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in type(entry).model_fields if name not in beside}


def _content(entry: PackageEntry) -> dict[str, Any]:
    told = {"entitlements", "prices", "overage_prices", "overage_billing_period", "minimum_spend", "status"}
    made = {"charges": entry.charges(), "entitlements": entry.grants(), "is_sold": entry.is_sold}
    return {**_fields(entry, beside=told), **made}


def _check_kept(entry: Value, held: Value, *names: str) -> None:
    for name in names:
        before, after = getattr(held, name), getattr(entry, name)
        if before != after:
            field = str(type(entry).model_fields[name].alias)
            raise InvalidInput(f"{field} never changes, and it is another one where it is merged into", field=field)
