"""The shop's settings, plus an empty view to compare with and counters that answer on demand."""

from leafloaf.settings import *  # noqa: F403
from leafloaf.settings import MIDDLEWARE, REST_FRAMEWORK

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.counting.CountingMiddleware", *MIDDLEWARE]
# One machine plays hundreds of shoppers: their common limit is not what is measured.
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "100000000/min"),
}
