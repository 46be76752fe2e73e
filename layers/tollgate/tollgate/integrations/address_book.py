"""Where names of hosts lead, as this machine's resolver says."""

import socket


class Resolver:
    """Satisfies `webhooks.ports.AddressBook`."""

    def addresses(self, host: str) -> list[str]:
        """Return the addresses that the name leads to now, none where it leads nowhere or cannot be looked up."""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return []
        return list(dict.fromkeys(str(address[0]) for *_, address in found))
