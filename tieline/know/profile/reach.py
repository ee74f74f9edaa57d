"""Which table holds the customers whom a role reaches, and by what: who manages them, and where they live."""

from tieline.foundation.access.reach import Subjects
from tieline.know.profile.tables import CUSTOMER

SUBJECTS = Subjects(CUSTOMER, "customer_id", manager="manager", areas=("city", "district"), partner="sold_by")
