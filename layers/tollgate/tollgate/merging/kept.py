"""What never changes of a thing, and so is not merged."""

from tollgate.shared.entity import Value
from tollgate.shared.errors import InvalidInput


def check_kept(entry: Value, held: Value, *names: str) -> None:
    """Raise `InvalidInput` where one of these fields is another one in what is there already."""
    for name in names:
        before, after = getattr(held, name), getattr(entry, name)
        if before != after:
            field = str(type(entry).model_fields[name].alias)
            raise InvalidInput(f"{field} never changes, and it is another one where it is merged into", field=field)
