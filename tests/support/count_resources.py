"""Prints how many resources CloudFormation makes of a template. Run by the SAM command line's own Python."""

import os
import sys
from pathlib import Path

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """Knows no managed policies: the template writes its policies out."""

    def load(self) -> dict[str, str]:
        """Return nothing."""
        return {}


def main() -> None:
    """Print the number of resources and of parameters."""
    os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    template = yaml_parse(Path(sys.argv[1]).read_text())
    for resource in template["Resources"].values():
        # A build replaces local folders by uploads before CloudFormation sees them.
        for name in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][name] = "s3://bucket/key"
    transformed = transform(template, {}, NoManagedPolicies())
    sys.stdout.write(str(len(transformed["Resources"])))


main()
