"""Tieline: the open customer-relationship engine for telecom operators. Start with ``pipeline.py``."""

__version__ = "0.1.0"
