"""
Background work and timers, and the record of each run of the pipeline.

Takes: calls of Django tasks (``@task``), each with an idempotency key where asking twice must not do it twice.
Gives: the calls done at least once, with their state on the operations page.

Words: a *job* is background work (a *task* is human work); a *run* is one execution of the pipeline as
of a day, made of *stage runs*; a *worker* is a thread or process that does jobs.
"""
