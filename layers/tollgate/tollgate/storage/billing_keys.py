"""The keys of what billing keeps in table `documents`: with its payer, or with its subscription."""

from datetime import datetime

from tollgate.shared.scope import Scope
from tollgate.storage.keys import Key, created_order, customer_partition, environment, part, subscription_pointer

INVOICES = "INVOICE#"
"""What the sort key of each invoice of a payer begins with; the order of their issue follows."""


def invoice(scope: Scope, payer_id: str, issued_at: datetime, number: str) -> Key:
    """Return the key of an invoice: with its payer, in the order of their issue; the payer's numbers go up."""
    return Key(customer_partition(scope, payer_id), f"{INVOICES}{created_order(issued_at, number)}")


def invoice_pointer(scope: Scope, invoice_id: str) -> Key:
    """Return the key of the item that leads from an invoice's id to its place."""
    return Key(f"{environment(scope)}#INVOICE#{part(invoice_id)}", "P")


def subscription_invoices(scope: Scope, subscription_id: str) -> Key:
    """Return the key of the item that leads from a subscription to its invoices."""
    return Key(subscription_pointer(scope, subscription_id).pk, "INVOICES")


def payer_account(scope: Scope, payer_id: str) -> Key:
    """Return the key of a payer's account, beside its invoices."""
    return Key(customer_partition(scope, payer_id), "ACCOUNT")


def usage_ledger(scope: Scope, customer_id: str, subscription_id: str) -> Key:
    """Return the key of the ledger of a subscription's usage, beside the subscription."""
    return Key(customer_partition(scope, customer_id), f"LEDGER#{part(subscription_id)}")
