"""The one typed object that holds everything LeafLoaf reads from its environment.

A missing or unsafe value stops the start with one sentence that names the variable and the mend.
"""

from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

UNSAFE_KEY_MARKERS = ("changeme", "insecure", "secret", "default")
MIN_SECRET_KEY_LENGTH = 50


class UnsafeEnvironment(SystemExit):
    """Raised before anything starts when the environment is incomplete or unsafe."""


def _split_commas(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


CommaList = Annotated[list[str], NoDecode, BeforeValidator(_split_commas)]


class Environment(BaseSettings):
    """Every setting, its type and its default. Names are the environment variables' names in lower case."""

    model_config = SettingsConfigDict(case_sensitive=False, extra="ignore")

    # One machine: `make run` and the tests. Production leaves all three unset.
    debug: bool = False
    leafloaf_local: bool = False
    leafloaf_test: bool = False

    secret_key: str = Field(min_length=1)
    allowed_hosts: CommaList = Field(min_length=1)
    csrf_trusted_origins: CommaList = []
    public_url: str = "http://localhost:8000"

    database_url: str = Field(pattern=r"^postgres(ql)?://")
    # One: whoever asks alone is answered by one connection, whose statements stay prepared and warm.
    database_pool_min: int = Field(default=1, ge=0)
    # 0: no pool. For Celery's processes, which close what they opened after each task while other threads still ask.
    database_pool_max: int = Field(default=8, ge=0)
    redis_url: str = Field(pattern=r"^(redis|rediss|unix)://")
    redis_timeout_s: float = 0.25

    # The warehouse. The emulator's address is set on one machine and in tests; the service has none: it is reached with
    # the machine's own credentials.
    bigquery_project: str = ""
    bigquery_dataset: str = Field(default="leafloaf", pattern=r"^[A-Za-z0-9_]+$", max_length=1024)
    bigquery_location: str = "US"
    bigquery_emulator_url: str = Field(default="", pattern=r"^(https?://.+)?$")
    # No request to the warehouse, and no job of the export, is waited for longer.
    warehouse_timeout_s: float = Field(default=30.0, gt=0)
    # How often new events are exported. Less often is cheaper on the service (docs/export.md).
    export_every_s: float = Field(default=3.0, ge=1)

    email_url: str = Field(default="console://", pattern=r"^(smtp|submission|submit|console|file|memory|dummy):")
    default_from_email: str = "LeafLoaf <hello@leafloaf.example>"
    static_root: str = "staticfiles"
    media_root: str = "media"
    log_level: str = "INFO"
    # "json" or "text"; unset: text on one machine, JSON elsewhere.
    log_format: Literal["", "json", "text"] = ""

    # Bearer token for /metrics; unset: only who comes straight from a private address may see it.
    metrics_token: str = ""
    # Port on which a worker without a web server beside it shows its metrics; 0: none.
    worker_metrics_port: int = Field(default=0, ge=0, lt=65536)

    # Search: "wordllama" (offline, default), "vertex" or "sentence-transformers".
    embedder: str = "wordllama"
    embedder_model: str = ""

    # How many proxies of our own stand before the web servers: so many entries of X-Forwarded-For are believed.
    num_proxies: int = 0

    # So long Postgres keeps events that the warehouse has, too; then they go, a whole month at a time.
    event_hot_days: int = Field(default=90, ge=7)

    # Tokens that let a trusted server speak for a named shopper, comma separated.
    staff_service_tokens: CommaList = []
    staff_two_factor_required: bool = True
    payment_provider: str = "sandbox"
    currency: str = "USD"

    @model_validator(mode="after")
    def refuse_what_production_must_not_have(self) -> "Environment":
        if self.leafloaf_local or self.leafloaf_test:
            return self
        if self.debug:
            raise ValueError("DEBUG is on outside `make run`: unset DEBUG.")
        key = self.secret_key.lower()
        if len(key) < MIN_SECRET_KEY_LENGTH or any(marker in key for marker in UNSAFE_KEY_MARKERS):
            raise ValueError(
                f"SECRET_KEY is short or a default: set {MIN_SECRET_KEY_LENGTH} or more random characters."
            )
        if "*" in self.allowed_hosts:
            raise ValueError("ALLOWED_HOSTS is '*': name the hosts that serve the shop.")
        if not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must begin with https:// in production.")
        if self.email_url.startswith("console:"):
            raise ValueError("EMAIL_URL is not set: give the mail server, for example submission://user:pw@host:587.")
        if not self.bigquery_project:
            raise ValueError("BIGQUERY_PROJECT is not set: name the Google Cloud project that holds the warehouse.")
        if self.bigquery_emulator_url:
            raise ValueError("BIGQUERY_EMULATOR_URL is set outside `make run`: unset it to use the service.")
        if self.payment_provider == "sandbox":
            raise ValueError("PAYMENT_PROVIDER is 'sandbox': name the real provider's dotted path, or 'none'.")
        return self


@cache
def environment() -> Environment:
    """Read the environment once.

    Raises:
        UnsafeEnvironment: with one sentence per missing or unsafe variable.
    """
    try:
        return Environment()  # type: ignore[call-arg]  # pydantic-settings fills the fields from the environment
    except ValidationError as refused:
        lines = []
        for error in refused.errors():
            name = ".".join(str(part) for part in error["loc"]).upper()
            lines.append(f"{name}: {error['msg']}" if name else str(error["msg"]).removeprefix("Value error, "))
        raise UnsafeEnvironment("LeafLoaf cannot start. " + " ".join(lines)) from None
