"""The configuration of client libraries, as GraphQL shows it."""


class SdkConfigurationView:
    """No reports to anyone, no watermark on widgets."""

    sentry_dsn = None
    is_widget_watermark_enabled = False
    show_watermark = False
