"""Open an environment: with its default product, a full and a publishable key."""

from tollgate.catalog.default_product import create_default_product
from tollgate.catalog.ports import ProductRepository
from tollgate.environments.create_key import CreateKeyRequest, IssuedKey, create_key
from tollgate.environments.environment import Environment, EnvironmentType
from tollgate.environments.ports import ApiKeyRepository, EnvironmentRepository
from tollgate.shared.clock import Clock
from tollgate.shared.entity import Value
from tollgate.shared.errors import DuplicatedEntity
from tollgate.shared.events import EventRecorder
from tollgate.shared.ids import Ids, require_id
from tollgate.shared.scope import KeyKind
from tollgate.shared.secret import Secrets

_FIRST_PRODUCT = "Default product"
_FIRST_KEYS = {KeyKind.FULL: "Full access", KeyKind.PUBLISHABLE: "Publishable"}


class CreateEnvironmentRequest(Value):
    """What a new environment is to be."""

    account_id: str
    slug: str
    display_name: str
    type: EnvironmentType


class OpenedEnvironment(Value):
    """A new environment with its first keys."""

    environment: Environment
    keys: tuple[IssuedKey, ...]


def create_environment(
    request: CreateEnvironmentRequest,
    *,
    environments: EnvironmentRepository,
    keys: ApiKeyRepository,
    products: ProductRepository,
    events: EventRecorder,
    clock: Clock,
    ids: Ids,
    secrets: Secrets,
) -> OpenedEnvironment:
    """Open the environment; raises `InvalidInput` for an impossible id, `DuplicatedEntity` where the slug is taken."""
    require_id(request.account_id, field="accountId")
    require_id(request.slug, field="slug")
    if environments.find(request.account_id, request.slug) is not None:
        raise DuplicatedEntity.of("environment", request.slug)
    environment = Environment(id=ids.new("environment"), created_at=clock.now(), **request.model_dump())
    environments.add(environment)
    create_default_product(
        environment.scope, display_name=_FIRST_PRODUCT, products=products, events=events, clock=clock, ids=ids
    )
    issued = tuple(
        create_key(
            CreateKeyRequest(environment=environment, kind=kind, display_name=name),
            keys=keys,
            events=events,
            clock=clock,
            ids=ids,
            secrets=secrets,
        )
        for kind, name in _FIRST_KEYS.items()
    )
    return OpenedEnvironment(environment=environment, keys=issued)
