"""The WSGI application that granian serves; with ``TIELINE_WORKER=inside`` its process works off jobs too."""

import os
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tieline.server.settings")
application = get_wsgi_application()

if settings.TIELINE_WORKER == "inside":
    from tieline.foundation.jobs.worker import start_workers
    from tieline.server.arrivals import start_arrivals
    from tieline.server.work import start_watch, timers

    start_workers(threading.Event(), timers=timers())
    start_watch(threading.Event())
    start_arrivals(threading.Event())
