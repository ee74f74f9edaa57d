"""Django app of access."""

from importlib import import_module

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Label ``access``. Its models are in ``models`` and in the modules named here."""

    name = "tieline.foundation.access"
    label = "access"
    further_models = (
        "audit_models",
        "emergency_models",
        "login_models",
        "machine_models",
        "scim_models",
        "session_models",
        "sign_on_models",
        "unusual_models",
    )

    def import_models(self) -> None:
        """Django's own step, and the further modules."""
        super().import_models()
        for module in self.further_models:
            import_module(f"{self.name}.{module}")
