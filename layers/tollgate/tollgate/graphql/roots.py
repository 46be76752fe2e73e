"""The root fields, each with its resolver and the permission it asks of the key."""

from tollgate.api.permissions import Permission
from tollgate.graphql.credit_roots import CREDIT_MUTATIONS, CREDIT_QUERIES
from tollgate.graphql.resolvers.activity import event_logs
from tollgate.graphql.resolvers.addons import (
    archive_addon,
    create_addon_draft,
    create_one_addon,
    publish_addon,
    remove_addon_draft,
    update_one_addon,
)
from tollgate.graphql.resolvers.catalog_lists import coupons, feature_groups, products
from tollgate.graphql.resolvers.configuration import sdk_configuration
from tollgate.graphql.resolvers.coupons import create_one_coupon
from tollgate.graphql.resolvers.customer_imports import import_customers_bulk, import_one_customer
from tollgate.graphql.resolvers.customers import (
    archive_customer,
    detach_customer_payment_method,
    get_customer_by_ref_id,
    provision_customer,
    unarchive_customer,
    update_one_customer,
)
from tollgate.graphql.resolvers.entitlements import (
    cached_entitlements,
    entitlement,
    entitlement_v2,
    entitlements_state,
    report_entitlement_check_requested,
)
from tollgate.graphql.resolvers.feature_groups import (
    archive_feature_group,
    create_feature_group,
    delete_package_feature_group,
    feature_group,
    unarchive_feature_group,
    update_feature_group,
)
from tollgate.graphql.resolvers.features import (
    archive_feature,
    create_one_feature,
    unarchive_feature,
    update_one_feature,
)
from tollgate.graphql.resolvers.merging import (
    dump_environment_for_merge_comparison,
    dump_environment_product_catalog,
    merge_environment,
    validate_merge_environment,
)
from tollgate.graphql.resolvers.package_entitlements import (
    create_package_entitlements,
    delete_package_entitlement,
    set_package_pricing,
    update_package_entitlement,
)
from tollgate.graphql.resolvers.package_groups import (
    archive_package_group,
    create_package_group,
    edit_package_group_details,
    package_group,
    set_package_group_addons,
)
from tollgate.graphql.resolvers.paywall import mock_paywall, paywall
from tollgate.graphql.resolvers.plans import (
    archive_plan,
    create_one_plan,
    create_plan_draft,
    publish_plan,
    remove_plan_draft,
    set_compatible_addons_on_plan,
    set_plan_compatible_package_groups,
    update_one_plan,
)
from tollgate.graphql.resolvers.products import (
    archive_product,
    create_one_product,
    duplicate_product,
    update_one_product,
)
from tollgate.graphql.resolvers.promotions import (
    grant_promotional_entitlements,
    grant_promotional_entitlements_group,
    revoke_promotional_entitlement,
    revoke_promotional_entitlements_group,
    unlink_promotional_entitlements_group,
)
from tollgate.graphql.resolvers.recalculation import recalculate_entitlements
from tollgate.graphql.resolvers.subscription_list import subscriptions
from tollgate.graphql.resolvers.subscription_moves import (
    cancel_schedule,
    delegate_subscription_to_customer,
    import_subscriptions_bulk,
    migrate_subscription_to_latest,
    transfer_subscription,
    transfer_subscription_to_resource,
)
from tollgate.graphql.resolvers.subscription_previews import (
    estimate_subscription,
    estimate_subscription_update,
    preview_next_invoice,
    preview_subscription,
)
from tollgate.graphql.resolvers.subscriptions import (
    apply_subscription,
    cancel_subscription,
    create_subscription,
    get_active_subscriptions,
    get_subscription,
    provision_subscription,
    update_one_subscription,
)
from tollgate.graphql.resolvers.usage import report_event, report_usage, report_usage_bulk
from tollgate.graphql.resolvers.usage_history import usage_history, usage_history_v2
from tollgate.graphql.root_fields import Resolver, mutation, query
from tollgate.graphql.webhook_roots import WEBHOOK_MUTATIONS, WEBHOOK_QUERIES
from tollgate.graphql.workflow_roots import WORKFLOW_MUTATIONS

QUERIES: dict[str, Resolver] = {
    "cachedEntitlements": query(cached_entitlements, Permission.ENTITLEMENT_READ),
    "coupons": query(coupons, Permission.COUPON_READ),
    "entitlement": query(entitlement, Permission.ENTITLEMENT_READ),
    "entitlementsState": query(entitlements_state, Permission.ENTITLEMENT_READ),
    "eventLogs": query(event_logs, Permission.ENVIRONMENT_READ),
    "featureGroup": query(feature_group, Permission.CATALOG_READ),
    "featureGroups": query(feature_groups, Permission.CATALOG_READ),
    "getActiveSubscriptions": query(get_active_subscriptions, Permission.SUBSCRIPTION_READ),
    "getCustomerByRefId": query(get_customer_by_ref_id, Permission.CUSTOMER_READ),
    "getSubscription": query(get_subscription, Permission.SUBSCRIPTION_READ),
    "products": query(products, Permission.CATALOG_READ),
    "mockPaywall": query(mock_paywall, Permission.PAYWALL_READ),
    "paywall": query(paywall, Permission.PAYWALL_READ),
    "packageGroup": query(package_group, Permission.CATALOG_READ),
    "sdkConfiguration": query(sdk_configuration, Permission.CONFIGURATION_READ),
}
MUTATIONS: dict[str, Resolver] = {
    "archiveFeature": mutation(archive_feature, Permission.CATALOG_WRITE),
    "archiveFeatureGroup": mutation(archive_feature_group, Permission.CATALOG_WRITE),
    "archiveProduct": mutation(archive_product, Permission.CATALOG_WRITE),
    "createFeatureGroup": mutation(create_feature_group, Permission.CATALOG_WRITE),
    "createOneCoupon": mutation(create_one_coupon, Permission.COUPON_WRITE),
    "createOneFeature": mutation(create_one_feature, Permission.CATALOG_WRITE),
    "deletePackageFeatureGroup": mutation(delete_package_feature_group, Permission.CATALOG_WRITE),
    "createOneProduct": mutation(create_one_product, Permission.CATALOG_WRITE),
    "duplicateProduct": mutation(duplicate_product, Permission.CATALOG_WRITE),
    "provisionCustomer": mutation(provision_customer, Permission.CUSTOMER_WRITE),
    "provisionSubscription": mutation(provision_subscription, Permission.SUBSCRIPTION_WRITE),
    "provisionSubscriptionV2": mutation(provision_subscription, Permission.SUBSCRIPTION_WRITE),
    "reportEvent": mutation(report_event, Permission.USAGE_WRITE),
    "reportUsage": mutation(report_usage, Permission.USAGE_WRITE),
    "reportUsageBulk": mutation(report_usage_bulk, Permission.USAGE_WRITE),
    "unarchiveFeature": mutation(unarchive_feature, Permission.CATALOG_WRITE),
    "unarchiveFeatureGroup": mutation(unarchive_feature_group, Permission.CATALOG_WRITE),
    "updateFeatureGroup": mutation(update_feature_group, Permission.CATALOG_WRITE),
    "updateOneFeature": mutation(update_one_feature, Permission.CATALOG_WRITE),
    "updateOneProduct": mutation(update_one_product, Permission.CATALOG_WRITE),
}

MUTATIONS |= {  # customers, beside their provisioning
    "archiveCustomer": mutation(archive_customer, Permission.CUSTOMER_WRITE),
    "detachCustomerPaymentMethod": mutation(detach_customer_payment_method, Permission.CUSTOMER_WRITE),
    "importCustomersBulk": mutation(import_customers_bulk, Permission.CUSTOMER_WRITE),
    "importOneCustomer": mutation(import_one_customer, Permission.CUSTOMER_WRITE),
    "unarchiveCustomer": mutation(unarchive_customer, Permission.CUSTOMER_WRITE),
    "updateOneCustomer": mutation(update_one_customer, Permission.CUSTOMER_WRITE),
}

QUERIES |= {  # entitlements and usage, beside what is asked most
    "entitlementV2": query(entitlement_v2, Permission.ENTITLEMENT_READ),
    "usageHistory": query(usage_history, Permission.CUSTOMER_READ),
    "usageHistoryV2": query(usage_history_v2, Permission.CUSTOMER_READ),
}
MUTATIONS |= {
    "recalculateEntitlements": mutation(recalculate_entitlements, Permission.CUSTOMER_WRITE),
    "reportEntitlementCheckRequested": mutation(report_entitlement_check_requested, Permission.USAGE_WRITE),
}

QUERIES |= {  # catalogue as code
    "dumpEnvironmentForMergeComparison": query(dump_environment_for_merge_comparison, Permission.CATALOG_READ),
    "dumpEnvironmentProductCatalog": query(dump_environment_product_catalog, Permission.CATALOG_READ),
    "validateMergeEnvironment": query(validate_merge_environment, Permission.CATALOG_READ),
}
MUTATIONS |= {
    "mergeEnvironment": mutation(merge_environment, Permission.CATALOG_WRITE),
}

_PROMOTIONS: dict[str, Resolver] = {
    "grantPromotionalEntitlements": grant_promotional_entitlements,
    "grantPromotionalEntitlementsGroup": grant_promotional_entitlements_group,
    "revokePromotionalEntitlement": revoke_promotional_entitlement,
    "revokePromotionalEntitlementsGroup": revoke_promotional_entitlements_group,
    "unlinkPromotionalEntitlementsGroup": unlink_promotional_entitlements_group,
}
"""What changes what was granted to a customer beside any plan."""

MUTATIONS |= {name: mutation(resolver, Permission.CUSTOMER_WRITE) for name, resolver in _PROMOTIONS.items()}
QUERIES |= {"subscriptions": query(subscriptions, Permission.SUBSCRIPTION_READ)}
MUTATIONS |= {  # subscriptions
    "applySubscription": mutation(apply_subscription, Permission.SUBSCRIPTION_WRITE),
    "cancelSubscription": mutation(cancel_subscription, Permission.SUBSCRIPTION_WRITE),
    "createSubscription": mutation(create_subscription, Permission.SUBSCRIPTION_WRITE),
    "estimateSubscription": mutation(estimate_subscription, Permission.SUBSCRIPTION_READ),
    "estimateSubscriptionUpdate": mutation(estimate_subscription_update, Permission.SUBSCRIPTION_READ),
    "previewNextInvoice": mutation(preview_next_invoice, Permission.SUBSCRIPTION_READ),
    "previewSubscription": mutation(preview_subscription, Permission.SUBSCRIPTION_READ),
    "updateOneSubscription": mutation(update_one_subscription, Permission.SUBSCRIPTION_WRITE),
}

_PACKAGES: dict[str, Resolver] = {
    "archiveAddon": archive_addon,
    "archivePackageGroup": archive_package_group,
    "archivePlan": archive_plan,
    "createAddonDraft": create_addon_draft,
    "createOneAddon": create_one_addon,
    "createOnePlan": create_one_plan,
    "createPackageEntitlements": create_package_entitlements,
    "createPackageGroup": create_package_group,
    "createPlanDraft": create_plan_draft,
    "deletePackageEntitlement": delete_package_entitlement,
    "editPackageGroupDetails": edit_package_group_details,
    "publishAddon": publish_addon,
    "publishPlan": publish_plan,
    "removeAddonDraft": remove_addon_draft,
    "removePlanDraft": remove_plan_draft,
    "setCompatibleAddonsOnPlan": set_compatible_addons_on_plan,
    "setPackageGroupAddons": set_package_group_addons,
    "setPackagePricing": set_package_pricing,
    "setPlanCompatiblePackageGroups": set_plan_compatible_package_groups,
    "updateOneAddon": update_one_addon,
    "updateOnePlan": update_one_plan,
    "updatePackageEntitlement": update_package_entitlement,
}
"""What changes plans, add-ons, what they grant and charge, and package groups: all of it the catalogue."""

MUTATIONS |= {name: mutation(resolver, Permission.CATALOG_WRITE) for name, resolver in _PACKAGES.items()}

MUTATIONS |= {  # subscriptions that are moved, and changes of them that wait
    "cancelSchedule": mutation(cancel_schedule, Permission.SUBSCRIPTION_WRITE),
    "delegateSubscriptionToCustomer": mutation(delegate_subscription_to_customer, Permission.SUBSCRIPTION_WRITE),
    "importSubscriptionsBulk": mutation(import_subscriptions_bulk, Permission.SUBSCRIPTION_WRITE),
    "migrateSubscriptionToLatest": mutation(migrate_subscription_to_latest, Permission.SUBSCRIPTION_WRITE),
    "transferSubscription": mutation(transfer_subscription, Permission.SUBSCRIPTION_WRITE),
    "transferSubscriptionToResource": mutation(transfer_subscription_to_resource, Permission.SUBSCRIPTION_WRITE),
}
QUERIES |= CREDIT_QUERIES | WEBHOOK_QUERIES
MUTATIONS |= CREDIT_MUTATIONS | WORKFLOW_MUTATIONS | WEBHOOK_MUTATIONS
