"""The rows of privacy, by noun in modules of their own."""

from tieline.foundation.privacy.consent_models import ConsentPerson, ConsentStatement
from tieline.foundation.privacy.granted_models import GrantedRight
from tieline.foundation.privacy.request_models import LegalHold, SubjectRequest, Suppressed
from tieline.foundation.privacy.retention_models import LettingGo

__all__ = [
    "ConsentPerson",
    "ConsentStatement",
    "GrantedRight",
    "LegalHold",
    "LettingGo",
    "SubjectRequest",
    "Suppressed",
]
