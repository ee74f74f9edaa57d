"""Routes: health, the API, SCIM, and the web app for everything else."""

from django.urls import path, re_path

from tieline.server import pages
from tieline.server.api import api
from tieline.server.scim import scim_api

urlpatterns = [
    path("health/live", pages.live),
    path("health/ready", pages.ready),
    path("api/", api.urls),
    path("scim/v2/", scim_api.urls),
    re_path(r"^(?!api/|scim/|assets/|health/).*$", pages.app),
]
