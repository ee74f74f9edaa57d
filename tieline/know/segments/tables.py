"""What segments writes."""

from tieline.know.tags.memberships import MEMBERSHIP

__all__ = ["MEMBERSHIP"]
