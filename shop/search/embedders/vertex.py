"""Google Vertex AI text embeddings, over its REST interface with application-default credentials."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.core.exceptions import ImproperlyConfigured

from shop.search.batches import in_batches
from shop.search.candidates import Floats
from shop.search.embedder import EmbedderUnavailable, unit_length

DEFAULT_LOCATION = "us-central1"
DEFAULT_MODEL = "text-embedding-005"
TIMEOUT_S = 10.0
# The service takes at most 250 texts and 20,000 tokens at once.
BATCH = 100
SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class VertexEmbedder:
    """Asks the project of the application-default credentials.

    Args:
        model: EMBEDDER_MODEL as "model" or "location/model"; empty for text-embedding-005 in us-central1.
        session: something that posts with credentials; made from the environment when not given.
    """

    dimensions = 256
    unrelated = 0.45

    def __init__(self, model: str = "", session: Any = None, project: str = "") -> None:
        location, _, name = model.rpartition("/")
        location, name = location or DEFAULT_LOCATION, name or DEFAULT_MODEL
        self.name = f"vertex-{name}-{self.dimensions}"
        if session is None:
            session, project = _session()
        self._session = session
        self._url = (
            f"https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}"
            f"/publishers/google/models/{name}:predict"
        )

    def embed(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        done = 0
        for batch in in_batches(texts, BATCH):
            vectors[done : done + len(batch)] = self._ask(batch)
            done += len(batch)
        return unit_length(vectors)

    def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        body = {
            # The service refuses empty texts.
            "instances": [{"content": text or " ", "task_type": "SEMANTIC_SIMILARITY"} for text in texts],
            "parameters": {"outputDimensionality": self.dimensions, "autoTruncate": True},
        }
        try:
            answer = self._session.post(self._url, json=body, timeout=TIMEOUT_S)
            answer.raise_for_status()
            return [row["embeddings"]["values"] for row in answer.json()["predictions"]]
        except (OSError, ValueError, KeyError) as failed:  # requests' and google-auth's network errors are OSErrors
            raise EmbedderUnavailable(f"Vertex AI did not answer: {failed}") from failed


def _session() -> tuple[Any, str]:
    try:
        import google.auth
        from google.auth.transport.requests import AuthorizedSession
    except ImportError:
        raise ImproperlyConfigured(
            "EMBEDDER is 'vertex', which needs google-auth and requests: pip install google-auth requests."
        ) from None
    try:
        credentials, project = google.auth.default(scopes=[SCOPE])
    except google.auth.exceptions.DefaultCredentialsError:
        project = None
    if not project:
        raise ImproperlyConfigured(
            "EMBEDDER is 'vertex', but there are no application-default credentials with a project: run "
            "`gcloud auth application-default login` or set GOOGLE_APPLICATION_CREDENTIALS and GOOGLE_CLOUD_PROJECT."
        )
    session: Any = AuthorizedSession
    return session(credentials), project
