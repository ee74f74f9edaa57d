"""Routes: health, the API, and the web app for everything else."""

from django.urls import path, re_path

from tieline.server import pages
from tieline.server.api import api

urlpatterns = [
    path("health/live", pages.live),
    path("health/ready", pages.ready),
    path("api/", api.urls),
    re_path(r"^(?!api/|assets/|health/).*$", pages.app),
]
