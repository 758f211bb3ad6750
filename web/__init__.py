"""The pages that people see: search, documents, one document with the cited words marked; none needs JavaScript.

``router`` makes the pages' routes; ``handle_errors``, ``Guards``, ``Metrics`` and ``Readiness`` serve the API as well.
"""

from web.errors import ErrorResponse, handle_errors
from web.frame import STATIC
from web.guards import Guards
from web.metrics import Metrics
from web.pages import router
from web.readiness import Readiness

__all__ = ["STATIC", "ErrorResponse", "Guards", "Metrics", "Readiness", "handle_errors", "router"]
