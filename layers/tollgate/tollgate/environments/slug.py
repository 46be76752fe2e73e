"""The slug of an environment that is given a name only."""

import re

from tollgate.shared.errors import InvalidInput

_OTHERS = re.compile(r"[^a-z0-9]+")


def slug_of(name: str, *, field: str) -> str:
    """Return the name in lower case, a dash for whatever is neither letter nor digit; raises where nothing is left."""
    slug = _OTHERS.sub("-", name.lower()).strip("-")
    if not slug:
        raise InvalidInput("A name without letters and digits needs a slug beside it", field=field)
    return slug
