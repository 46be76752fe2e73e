"""What events of links to other systems tell."""

from tollgate.event_catalogue.envelope import Body


class SyncFailedBody(Body):
    """Something that another system was to be told and did not take; `vendorIdentifier` names the system."""

    id: str
    entity_type: str
    vendor_identifier: str
    error: str


class DataExportFailedBody(Body):
    """A destination of exported data that did not take what it was sent."""

    destination_id: str
    destination_type: str
    error: str
