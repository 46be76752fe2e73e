"""Catalogues to merge: kept in memory, filled through the domain's own operations."""

from collections.abc import Collection
from typing import Any

from tests.support.catalog import THEN
from tests.support.clock import FixedClock
from tests.support.ids import CountingIds
from tests.support.memory_catalog import MemoryEvents
from tollgate.catalog.addon import Addon
from tollgate.catalog.create_product import CreateProductRequest, create_product
from tollgate.catalog.plan import Plan
from tollgate.merging.document import CatalogDocument
from tollgate.merging.export_catalog import export_catalog
from tollgate.merging.merge_step import MergeStep, next_step, steps_of
from tollgate.merging.ports import Catalogue
from tollgate.merging.take_merge_step import take_merge_step
from tollgate.shared.page import Page, PageRequest
from tollgate.shared.scope import Scope
from tollgate.storage.rehearsal import RehearsedGroups, RehearsedPackages, RehearsedThings
from tollgate.tasks.task import Task
from tollgate.workflows.definition import Definition
from tollgate.workflows.put_workflow import TriedWorkflows
from tollgate.workflows.save_workflow import NewWorkflow
from tollgate.workflows.workflow import Workflow

SCOPE = Scope(account_id="account-test", environment_id="development")


class MemoryTasks:
    """Satisfies `TaskRepository`."""

    def __init__(self) -> None:
        self.started: dict[str, Task] = {}

    def find(self, scope: Scope, task_id: str) -> Task | None:
        """Return the task, or None."""
        return self.started.get(task_id)

    def page(self, scope: Scope, request: PageRequest) -> Page[Task]:
        """Return every task on one page."""
        return Page(rows=tuple(self.started.values()))

    def add(self, scope: Scope, task: Task) -> None:
        """Keep a new task."""
        self.started[task.id] = task

    def save(self, scope: Scope, task: Task) -> None:
        """Keep a changed task."""
        self.started[task.id] = task


class Subscribed:
    """Satisfies `SubscriptionUse`: these products have subscriptions."""

    def __init__(self, *product_ids: str) -> None:
        self._product_ids = product_ids

    def has_live(self, scope: Scope, *, product_id: str) -> bool:
        """Tell whether it is one of them."""
        return product_id in self._product_ids

    has_any = has_live


def unchecked(scope: Scope, new: NewWorkflow, others: Collection[str]) -> tuple[Workflow, Definition]:
    """Return a workflow as it is asked for."""
    fields = {name: getattr(new, name) for name in ("name", "description", "status")}
    return Workflow(id=new.id or "", created_at=THEN, updated_at=THEN, **fields), new.definition


def an_empty_catalogue() -> Catalogue:
    """Return a catalogue with nothing but its default product."""
    catalogue = Catalogue(
        features=RehearsedThings(()),
        groups=RehearsedGroups(()),
        package_groups=RehearsedGroups(()),
        products=RehearsedThings(()),
        plans=RehearsedPackages(Plan, ()),
        addons=RehearsedPackages(Addon, ()),
        coupons=RehearsedThings(()),
        currencies=RehearsedThings(()),
        workflows=TriedWorkflows({}, unchecked),
        subscriptions=Subscribed(),
        tasks=MemoryTasks(),
        events=MemoryEvents(),
        clock=FixedClock(THEN),
        ids=CountingIds(),
    )
    request = CreateProductRequest(scope=SCOPE, id="product-default", display_name="Default", is_default=True)
    create_product(
        request, products=catalogue.products, events=catalogue.events, clock=catalogue.clock, ids=catalogue.ids
    )
    return catalogue


def a_catalogue_of(document: CatalogDocument) -> Catalogue:
    """Return a catalogue that sells what a document says."""
    catalogue = an_empty_catalogue()
    merge(document, catalogue)
    return catalogue


def merge(source: CatalogDocument, destination: Catalogue) -> list[MergeStep]:
    """Take every step of a merge and return those that changed something."""
    steps, place, taken = steps_of(source), 0, []
    while (found := next_step(steps, source, exported(destination), start=place)) is not None:
        take_merge_step(SCOPE, steps[found], source, into=destination)
        taken.append(steps[found])
        place = found + 1
    return taken


def exported(catalogue: Catalogue, **options: Any) -> CatalogDocument:
    """Return the document of a catalogue."""
    return export_catalog(SCOPE, catalogue=catalogue, **options)


WHOLE: dict[str, Any] = {
    "customCurrencies": {
        "tokens": {"displayName": "Tokens", "symbol": "T", "units": {"singular": "token", "plural": "tokens"}},
    },
    "features": {
        "seats": {"displayName": "Seats", "featureType": "NUMBER", "meterType": "FLUCTUATING", "featureUnits": "seat"},
        "calls": {
            "displayName": "Calls",
            "featureType": "NUMBER",
            "meterType": "INCREMENTAL",
            "meter": {
                "aggregation": {"function": "SUM", "field": "amount"},
                "filters": [{"conditions": [{"field": "kind", "operation": "EQUALS", "value": "call"}]}],
            },
            "unitTransformation": {"divide": 1000, "round": "UP", "featureUnits": "kilocall"},
        },
        "regions": {
            "displayName": "Regions",
            "featureType": "ENUM",
            "enumConfiguration": [{"value": "us", "displayName": "America"}, {"value": "eu", "displayName": "Europe"}],
        },
        "sso": {"displayName": "SSO", "featureType": "BOOLEAN", "featureStatus": "NEW", "metadata": {"team": "auth"}},
    },
    "featureGroups": {"group-work": {"displayName": "Work", "featureIds": ["seats", "calls"]}},
    "products": {
        "product-default": {"displayName": "Default", "multipleSubscriptions": True},
        "main": {
            "displayName": "Main",
            "usageResetCutoff": "NEVER_RESET",
            "productSettings": {
                "subscriptionStartSetup": "FREE_PLAN",
                "subscriptionStartPlanId": "plan-base",
                "subscriptionEndSetup": "DOWNGRADE_TO_FREE",
                "downgradePlanId": "plan-base",
                "downgradeAtEndOfBillingPeriod": True,
            },
            "autoCancellationRules": [{"sourcePlanId": "plan-a-pro", "targetPlanId": "plan-extra"}],
        },
    },
    "addons": {
        "addon-base": {"status": "PUBLISHED", "productId": "main", "displayName": "Base", "pricingType": "FREE"},
        "addon-calls": {
            "status": "PUBLISHED",
            "productId": "main",
            "displayName": "More calls",
            "pricingType": "PAID",
            "maxQuantity": 10,
            "dependencies": ["addon-base"],
            "entitlements": {"feature:calls": {"usageLimit": 10, "behavior": "Override"}},
            "prices": {
                "FLAT_FEE:MONTHLY": {
                    "billingModel": "FLAT_FEE",
                    "billingPeriod": "MONTHLY",
                    "price": {"amount": "5", "currency": "usd"},
                },
            },
        },
    },
    "packageGroups": {
        "group-extras": {"productId": "main", "displayName": "Extras", "addonIds": ["addon-calls", "addon-base"]},
        "group-later": {"productId": "main", "displayName": "Later"},
    },
    "plans": {
        "plan-base": {
            "status": "PUBLISHED",
            "productId": "main",
            "displayName": "Base",
            "pricingType": "FREE",
            "entitlements": {
                "feature:sso": {"order": 1},
                "feature:regions": {"enumValues": ["eu"]},
                "credit:tokens": {"amount": "100.5", "cadence": "YEAR"},
            },
        },
        "plan-a-pro": {
            "status": "PUBLISHED",
            "productId": "main",
            "displayName": "Pro",
            "pricingType": "PAID",
            "parentPlanId": "plan-base",
            "compatibleAddonIds": ["addon-calls"],
            "compatiblePackageGroups": [{"packageGroupId": "group-extras", "minItems": 1, "freeItems": 1}],
            "defaultTrialConfig": {"duration": 14, "units": "DAY", "budget": {"limit": "10.5", "hasSoftLimit": False}},
            "hiddenFromWidgets": ["PAYWALL"],
            "metadata": {"tier": "1"},
            "entitlements": {
                "feature:seats": {"usageLimit": 5, "hasSoftLimit": True, "featureGroupIds": ["group-work"]},
                "feature:calls": {
                    "hasUnlimitedUsage": True,
                    "resetPeriod": "WEEK",
                    "resetAnchor": "EverySunday",
                    "featureGroupIds": ["group-work"],
                },
            },
            "prices": {
                "FLAT_FEE:MONTHLY": {
                    "billingModel": "FLAT_FEE",
                    "billingPeriod": "MONTHLY",
                    "price": {"amount": "29.9", "currency": "usd"},
                },
                "FLAT_FEE:MONTHLY:DE": {
                    "billingModel": "FLAT_FEE",
                    "billingPeriod": "MONTHLY",
                    "billingCountryCode": "DE",
                    "price": {"amount": "27", "currency": "eur"},
                },
                "FLAT_FEE:ONE_OFF:MONTHLY": {
                    "billingModel": "FLAT_FEE",
                    "billingCadence": "ONE_OFF",
                    "billingPeriod": "MONTHLY",
                    "price": {"amount": "100", "currency": "usd"},
                },
                "FLAT_FEE:ONE_OFF:MONTHLY:DE": {
                    "billingModel": "FLAT_FEE",
                    "billingCadence": "ONE_OFF",
                    "billingPeriod": "MONTHLY",
                    "billingCountryCode": "DE",
                    "price": {"amount": "90", "currency": "eur"},
                },
                "FLAT_FEE:ONE_OFF:MONTHLY#2": {
                    "billingModel": "FLAT_FEE",
                    "billingCadence": "ONE_OFF",
                    "billingPeriod": "MONTHLY",
                    "price": {"amount": "50", "currency": "usd"},
                },
                "FLAT_FEE:ONE_OFF:MONTHLY:DE#2": {
                    "billingModel": "FLAT_FEE",
                    "billingCadence": "ONE_OFF",
                    "billingPeriod": "MONTHLY",
                    "billingCountryCode": "DE",
                    "price": {"amount": "45", "currency": "eur"},
                },
                "CREDIT_BASED:calls:MONTHLY": {
                    "billingModel": "CREDIT_BASED",
                    "billingPeriod": "MONTHLY",
                    "featureId": "calls",
                    "creditRate": {"amount": "1", "currencyId": "tokens", "costFormula": "2.5*input + 10*output"},
                },
                "CREDIT_BASED:calls:MONTHLY:DE": {
                    "billingModel": "CREDIT_BASED",
                    "billingPeriod": "MONTHLY",
                    "billingCountryCode": "DE",
                    "featureId": "calls",
                    "creditRate": {"amount": "2.5", "currencyId": "tokens"},
                },
            },
            "overagePrices": {
                "feature:seats:MONTHLY": {
                    "featureId": "seats",
                    "billingPeriod": "MONTHLY",
                    "price": {"amount": "0.01", "currency": "usd"},
                },
                "feature:seats:MONTHLY:DE": {
                    "featureId": "seats",
                    "billingPeriod": "MONTHLY",
                    "billingCountryCode": "DE",
                    "price": {"amount": "0.01", "currency": "eur"},
                },
            },
            "minimumSpend": {
                "MONTHLY:usd": {"billingPeriod": "MONTHLY", "minimum": {"amount": "10", "currency": "usd"}},
                "MONTHLY:eur": {"billingPeriod": "MONTHLY", "minimum": {"amount": "10", "currency": "eur"}},
            },
        },
        "plan-extra": {
            "status": "PUBLISHED",
            "productId": "product-default",
            "displayName": "Extra",
            "pricingType": "CUSTOM",
            "entitlements": {"feature:seats": {"isCustom": True}},
        },
        "plan-next": {"status": "DRAFT", "productId": "main", "displayName": "Next"},
    },
    "coupons": {
        "coupon-half": {"name": "Half", "percentOff": 50, "durationInMonths": 3},
        "coupon-ten": {"name": "Ten", "amountsOff": [{"amount": "10", "currency": "usd"}]},
    },
}
"""A document with something of everything."""
