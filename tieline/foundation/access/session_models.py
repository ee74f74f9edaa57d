"""Sessions as rows that can be listed and ended one by one."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class UserSession(AbstractBaseSession):
    """
    A session of a browser. ``session_key`` is the cookie's secret; people name a session by ``number``.

    What stands beside the data is written by ``session_store`` from it; ``user`` is null before login.
    """

    number = models.UUIDField(db_index=True)
    user = models.ForeignKey("access.User", null=True, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField(help_text="When the user logged in; it ends TIELINE_SESSION_HOURS later.")
    seen_at = models.DateTimeField(help_text="Last request, to the minute; it ends TIELINE_SESSION_IDLE_MINUTES later.")
    address = models.CharField(max_length=45, blank=True, help_text="From where the user logged in.")
    agent = models.CharField(max_length=200, blank=True, help_text="What the browser called itself then.")
    way = models.CharField(max_length=60, blank=True, help_text="How the user proved who it is.")
