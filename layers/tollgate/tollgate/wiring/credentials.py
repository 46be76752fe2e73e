"""Who calls AWS, for the client that reads without botocore: as the environment says, or as botocore finds out."""

import os
from functools import cache
from typing import Any

from tollgate.storage.aws_signature import Credentials


def aws_credentials(is_renewed: bool) -> Credentials:
    """Return who calls. A Lambda function's environment says so; elsewhere botocore knows of profiles and roles.

    `is_renewed` asks for those of now where the last ones were found too old: botocore renews its own in time.
    """
    access_key, secret_key = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if access_key and secret_key:
        return Credentials(access_key, secret_key, os.environ.get("AWS_SESSION_TOKEN"))
    if is_renewed:
        _found.cache_clear()
    frozen = _found().get_frozen_credentials()
    return Credentials(frozen.access_key, frozen.secret_key, frozen.token)


@cache
def _found() -> Any:
    from botocore.exceptions import NoCredentialsError
    from botocore.session import get_session

    credentials = get_session().get_credentials()
    if credentials is None:
        raise NoCredentialsError
    return credentials


def dynamodb_endpoint(region: str) -> str:
    """Return where DynamoDB answers: as the variables say that all AWS clients follow, or in the region."""
    named = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB") or os.environ.get("AWS_ENDPOINT_URL")
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return named or f"https://dynamodb.{region}.{suffix}"
