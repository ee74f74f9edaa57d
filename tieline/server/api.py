"""The API under ``/api``: one router per capability, one place where errors become HTTP."""

from ninja import NinjaAPI
from ninja.operation import Operation

from tieline.act.tasks.api import router as tasks_router
from tieline.foundation.access.api import users_router
from tieline.foundation.access.emergencies_api import emergencies_router
from tieline.foundation.access.keys_api import service_accounts_router
from tieline.foundation.access.passkeys_api import passkeys_router
from tieline.foundation.access.reach import declare_subjects
from tieline.foundation.access.roles_api import roles_router
from tieline.foundation.access.second_factor_api import second_factor_router, user_second_factor_router
from tieline.foundation.access.session_api import session_router
from tieline.foundation.access.sessions_api import sessions_router, user_sessions_router
from tieline.foundation.access.single_sign_on_api import sign_on_router
from tieline.foundation.access.teams_api import teams_router
from tieline.foundation.access.unusual_api import unusual_router
from tieline.foundation.exports.api import router as exports_router
from tieline.foundation.exports.exportable import declare_exportables
from tieline.foundation.jobs.api import jobs_router
from tieline.foundation.privacy.places import declare_whereabouts
from tieline.foundation.privacy.register import declare_activities
from tieline.foundation.privacy.register_api import register_router
from tieline.foundation.privacy.requests_api import holds_router
from tieline.foundation.privacy.retention_api import retention_router
from tieline.know.ingest.api import loads_router, sources_router
from tieline.know.ingest.events_api import router as events_router
from tieline.know.ingest.feeds_api import connections_router, feeds_router
from tieline.know.ingest.preview_api import records_router, samples_router
from tieline.know.ingest.quality_api import quality_router
from tieline.know.ingest.quarantine_api import router as quarantine_router
from tieline.know.profile.api import router as customers_router
from tieline.know.profile.consents_api import router as consents_router
from tieline.know.profile.reach import SUBJECTS
from tieline.know.profile.restraints_api import router as restraints_router
from tieline.know.scores.api import models_router, scores_router
from tieline.know.segments.api import router as segments_router
from tieline.know.segments.counting_api import router as counting_router
from tieline.know.tags.api import router as tags_router
from tieline.know.tags.conditions_api import router as conditions_router
from tieline.notice.rehearsal.api import router as rehearsals_router
from tieline.notice.rules.api import alerts_router, rules_router
from tieline.server.definitions_api import definitions_router
from tieline.server.exportables import EXPORTABLES
from tieline.server.granting_api import requests_router
from tieline.server.identity_api import identity_router
from tieline.server.log_check_api import changes_router
from tieline.server.personal_data import WHEREABOUTS
from tieline.server.problems import map_errors
from tieline.server.registering import ACTIVITIES
from tieline.server.role_preview_api import role_preview_router
from tieline.server.runs_api import runs_router


class Api(NinjaAPI):
    """An operation is called after its function, as the functions of the generated web client are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """``find_customers``: unique, as a test of the document holds."""
        return operation.view_func.__name__


declare_subjects(SUBJECTS)
declare_whereabouts(WHEREABOUTS)
declare_exportables(EXPORTABLES)
declare_activities(ACTIVITIES)
api = Api(title="Tieline", version="1", docs_url=None, openapi_url=None, urls_namespace="api")
map_errors(api)
api.add_router("/sources", sources_router)
api.add_router("/loads", loads_router)
api.add_router("/loads", quarantine_router)
api.add_router("/ingest", events_router)
api.add_router("/quality", quality_router)
api.add_router("/connections", connections_router)
api.add_router("/feeds", feeds_router)
api.add_router("/samples", samples_router)
api.add_router("/records", records_router)
api.add_router("/identity", identity_router)
api.add_router("/customers", customers_router)
api.add_router("/customers", consents_router)
api.add_router("/customers", restraints_router)
api.add_router("/models", models_router)
api.add_router("/scores", scores_router)
api.add_router("/tags", tags_router)
api.add_router("/segments", segments_router)
api.add_router("/conditions", conditions_router)
api.add_router("/conditions", counting_router)
api.add_router("/rules/rehearsals", rehearsals_router)
api.add_router("/rules", rules_router)
api.add_router("/alerts", alerts_router)
api.add_router("/tasks", tasks_router)
api.add_router("/session", session_router)
api.add_router("/session/second-factor", second_factor_router)
api.add_router("/session/passkeys", passkeys_router)
api.add_router("/session/sign-on", sign_on_router)
api.add_router("/sessions", sessions_router)
api.add_router("/definitions", definitions_router)
api.add_router("/users", users_router)
api.add_router("/users", user_sessions_router)
api.add_router("/users", user_second_factor_router)
api.add_router("/teams", teams_router)
api.add_router("/roles", roles_router)
api.add_router("/roles", role_preview_router)
api.add_router("/service-accounts", service_accounts_router)
api.add_router("/changes", changes_router)
api.add_router("/unusual-access", unusual_router)
api.add_router("/emergencies", emergencies_router)
api.add_router("/exports", exports_router)
api.add_router("/privacy/requests", requests_router)
api.add_router("/privacy/holds", holds_router)
api.add_router("/retention", retention_router)
api.add_router("/register", register_router)
api.add_router("/runs", runs_router)
api.add_router("/jobs", jobs_router)
