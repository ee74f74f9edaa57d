"""
The brokers that can be listened to, each in a module with ``open_broker``, all through FastStream.

``subscription`` says what a module gives; a further broker is a module, and a line in ``registry``.
"""
