"""The API under ``/api``: one router per capability, one place where errors become HTTP."""

from ninja import NinjaAPI

from tieline.know.profile.api import router as customers_router
from tieline.server.problems import map_errors

api = NinjaAPI(title="Tieline", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
map_errors(api)
api.add_router("/customers", customers_router)
