"""The Django project: settings, routes, the command line, and the process that serves and works."""
