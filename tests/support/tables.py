"""Creates what the template declares in whatever AWS the process talks to."""

from tools.stack import Stack


def create_tables(stage: str = "test") -> dict[str, str]:
    """Create the tables, queues and bus that functions refer to; return the environment variables that name them."""
    variables = Stack(Stage=stage).variables
    return {name: value for name, value in variables.items() if name != "POWERTOOLS_LOG_LEVEL"}
