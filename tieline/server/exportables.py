"""What can be exported, as the capabilities declare it."""

from tieline.know.profile.exporting import CUSTOMERS
from tieline.know.segments.exporting import MEMBERS
from tieline.notice.rules.exporting import ALERTS

EXPORTABLES = (CUSTOMERS, MEMBERS, ALERTS)
