"""
Delivered files as tables of text, one row per row of the file, numbered from 1.

``delivery`` says what a format has to give; each format is one module with ``read``.
"""
