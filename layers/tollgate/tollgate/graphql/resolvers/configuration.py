"""What client libraries ask about themselves."""

from tollgate.graphql.context import Context
from tollgate.graphql.views.configuration import SdkConfigurationView


def sdk_configuration(context: Context) -> SdkConfigurationView:
    """Return how client libraries and widgets are set up: they report no crashes and show no watermark."""
    return SdkConfigurationView()
