"""The rows of privacy, by noun in modules of their own."""

from tieline.foundation.privacy.consent_models import ConsentPerson, ConsentStatement

__all__ = ["ConsentPerson", "ConsentStatement"]
