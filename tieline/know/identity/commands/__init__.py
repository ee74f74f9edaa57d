"""The writers of identity's tables: the stage of the pipeline, people's decisions, and what either touches."""

from tieline.know.identity.commands.stage import refresh_identity

__all__ = ["refresh_identity"]
