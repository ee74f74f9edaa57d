"""
The queues of jobs.

Work that reads or writes the embedded warehouse can only be done by the process that holds its file, so it
has a queue of its own: ``@task(queue_name=WAREHOUSE)``. Everything else any worker may do.
"""

DEFAULT = "default"
WAREHOUSE = "warehouse"
QUEUES = (DEFAULT, WAREHOUSE)
