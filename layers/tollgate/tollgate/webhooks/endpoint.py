"""Which endpoints a webhook may have. Pure, but for the addresses of a name, which a port looks up."""

import re
from urllib.parse import urlsplit

from tollgate.shared.errors import InvalidInput
from tollgate.webhooks.addresses import AllowedHosts, is_public, literal_address
from tollgate.webhooks.ports import AddressBook

LONGEST_ENDPOINT = 2048
_LONGEST_NAME = 253
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_LARGEST_PORT = 65_535


def checked_endpoint(endpoint: str, *, field: str, is_http_allowed: bool, allowed: AllowedHosts) -> str:
    """Return the endpoint in its canonical spelling; raises `InvalidInput` for one that no webhook may have.

    The host is in lower case, in IDNA, and where it is an address in the usual spelling of one.
    """
    scheme, netloc, rest = _parts(endpoint, field)
    if scheme != "https" and not is_http_allowed:
        raise InvalidInput(f"{field} begins with https://: only sandboxes and development take http", field=field)
    host, port = _host_and_port(netloc, field)
    address = _literal(host, field)
    if address is None:
        host = _name(host, field)
        # Decimal digits of other scripts become plain ones in IDNA.
        address = _literal(host, field)
    if address is not None:
        if not is_public(address, allowed):
            raise _forbidden(field)
        host = f"[{address}]" if ":" in address else address
    elif (host == "localhost" or host.endswith(".localhost")) and not allowed.names(host):
        raise _forbidden(field)
    canonical = f"{scheme}://{host}{f':{port}' if port is not None else ''}{rest}"
    if len(canonical) > LONGEST_ENDPOINT:
        raise InvalidInput(f"{field} has at most {LONGEST_ENDPOINT} characters", field=field)
    return canonical


def check_addresses(endpoint: str, *, field: str, book: AddressBook, allowed: AllowedHosts) -> None:
    """Raise `InvalidInput` where the host of a checked endpoint leads, or may lead, to an address that is forbidden.

    A name that leads nowhere yet is let pass: what it leads to is looked at again whenever a body is sent.
    """
    host = host_of(endpoint)
    if allowed.names(host) or literal_address(host) is not None:
        return
    if not all(is_public(address, allowed) for address in book.addresses(host)):
        raise _forbidden(field)


def host_of(endpoint: str) -> str:
    """Return the host of a checked endpoint, an address of IPv6 without its brackets."""
    return urlsplit(endpoint).hostname or ""


def _parts(endpoint: str, field: str) -> tuple[str, str, str]:
    """Return the scheme, the network location and all that follows it."""
    if len(endpoint) > LONGEST_ENDPOINT:
        raise InvalidInput(f"{field} has at most {LONGEST_ENDPOINT} characters", field=field)
    # Parsers disagree on these: some take a backslash for a slash, and leave out what is no visible character.
    if any(each in endpoint for each in "\\#") or not all(each.isprintable() and each != " " for each in endpoint):
        raise InvalidInput(f"{field} holds no spaces, control characters, backslashes or fragment", field=field)
    try:
        scheme, netloc, *_ = urlsplit(endpoint)
    except ValueError as broken:
        raise InvalidInput(f"{field} is no URL", field=field) from broken
    if scheme not in {"http", "https"} or not netloc or not endpoint[len(scheme) :].startswith("://"):
        raise InvalidInput(f"{field} is an absolute URL, such as https://example.com/hooks", field=field)
    rest = endpoint[len(f"{scheme}://{netloc}") :]
    if not rest.isascii():
        raise InvalidInput(f"What follows the host of {field} is percent-encoded where it is not ASCII", field=field)
    return scheme, netloc, rest if rest.startswith("/") else f"/{rest}"


def _host_and_port(netloc: str, field: str) -> tuple[str, int | None]:
    if "@" in netloc:
        raise InvalidInput(f"{field} holds no user name or password; secrets are sent in headers", field=field)
    found = re.fullmatch(r"(?:\[([^\[\]]*)\]|([^:\[\]]*))(?::([0-9]{1,5}))?", netloc)
    if found is None or (found[3] is not None and not 0 < int(found[3]) <= _LARGEST_PORT):
        raise InvalidInput(
            f"{field} names a host, and a port from 1 to {_LARGEST_PORT} where it names one", field=field
        )
    in_brackets, host, port = found.groups()
    if in_brackets is not None and ":" not in in_brackets:
        raise InvalidInput(f"Only addresses of IPv6 stand in brackets in {field}", field=field)
    return in_brackets if in_brackets is not None else host, int(port) if port is not None else None


def _literal(host: str, field: str) -> str | None:
    if "%" in host:
        raise InvalidInput(f"The host of {field} has no zone and is not percent-encoded", field=field)
    try:
        return literal_address(host)
    except ValueError as broken:
        raise InvalidInput(f"The host of {field} is neither a name nor an address", field=field) from broken


def _name(host: str, field: str) -> str:
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as broken:
        raise InvalidInput(f"The host of {field} is no name: {broken}", field=field) from broken
    if len(name) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, name.split("."))):
        raise InvalidInput(f"The host of {field} is no name", field=field)
    return name


def _forbidden(field: str) -> InvalidInput:
    return InvalidInput(f"{field} leads to an address that is not public; use one of the open internet", field=field)
