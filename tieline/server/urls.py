"""Routes: the API, and the web app for everything else."""

from django.urls import path

from tieline.server.api import api

urlpatterns = [path("api/", api.urls)]
