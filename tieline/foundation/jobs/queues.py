"""
The queues of jobs.

Work that reads or writes the embedded warehouse can only be done by the process that holds its file, so it
has a queue of its own: ``@task(queue_name=WAREHOUSE)``. What must be done within a minute, however long the job in
hand takes, has one too, and a thread of its own in that process: ``WATCH``. Everything else any worker may do.
"""

DEFAULT = "default"
WAREHOUSE = "warehouse"
WATCH = "watch"
QUEUES = (DEFAULT, WAREHOUSE, WATCH)
