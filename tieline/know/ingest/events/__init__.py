"""
Events that are sent here: by HTTP, by signed webhooks, and through brokers.

An event is acknowledged once its line is on disk in a *segment*, an NDJSON file of one source that one
process appends to. A segment that is *sealed* takes no more events and lands as a load like any other file.

``parsing`` tells sound events from those that can never be a row; ``segments`` and ``writer`` make them
durable; ``backlog`` says when to send no more; ``lander`` makes loads of sealed segments; ``doors`` puts
these together for HTTP and ``listening`` for brokers.
"""
