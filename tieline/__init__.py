"""Tieline: the open customer-relationship engine for telecom operators. Start with ``pipeline.py``."""

import os

__version__ = "0.1.0"

SILENT = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",  # dlt tells its makers of every pipeline
    "RUNTIME__SENTRY_DSN": "",  # dlt reports its errors to whoever is named here
    "RUNTIME__DLTHUB_DSN": "",  # dlt tells a platform of its traces
    "AWS_EC2_METADATA_DISABLED": "true",  # botocore asks the machine's cloud for credentials that nobody gave it
    "DO_NOT_TRACK": "1",  # what some other tools heed
}
"""What keeps dependencies from calling anybody by themselves; set before any of them is imported."""

os.environ.update(SILENT)
