"""What operations are sent that move a subscription: to later versions, to another resource, to another payer."""

from tollgate.shared.entity import Value
from tollgate.subscriptions.migrate_subscription import MigrationTime


class MigrateSubscriptionBody(Value):
    """When a subscription is moved to the latest versions."""

    subscription_migration_time: MigrationTime = MigrationTime.END_OF_BILLING_PERIOD


class TransferSubscriptionBody(Value):
    """The resource a subscription is moved to."""

    destination_resource_id: str


class DelegateSubscriptionBody(Value):
    """Who pays for a subscription from now on."""

    target_customer_id: str
