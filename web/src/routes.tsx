import { lazy } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { Allowed } from "@/features/access/Allowed";
import { FirstPage } from "@/pages/FirstPage";
import { NotFoundPage } from "@/pages/NotFoundPage";
import { RouteProblem } from "@/pages/RouteProblem";
import { Shell } from "@/pages/shell/Shell";

const page = (path: string, permission: string, load: () => Promise<{ default: React.ComponentType }>): RouteObject => {
  const Lazy = lazy(load);
  return {
    path,
    element: (
      <Allowed to={permission}>
        <Lazy />
      </Allowed>
    ),
  };
};

const SecurityPage = lazy(() => import("@/pages/SecurityPage"));

/** Every screen, what it needs, and the chunk it is in. */
const screens: RouteObject[] = [
  page("tasks", "tasks.work", () => import("@/pages/WorkbenchPage")),
  page("alerts", "alerts.read", () => import("@/pages/AlertsPage")),
  page("customers", "customers.read", () => import("@/pages/CustomersPage")),
  page("customers/:id", "customers.read", () => import("@/pages/CustomerPage")),
  page("exports", "exports.ask or exports.approve", () => import("@/pages/ExportsPage")),
  page("identity", "identity.review", () => import("@/pages/ReviewPage")),
  page("privacy/requests", "privacy.requests", () => import("@/pages/PrivacyRequestsPage")),
  page("privacy/requests/:id", "privacy.requests", () => import("@/pages/PrivacyRequestPage")),
  page("privacy/holds", "privacy.requests", () => import("@/pages/LegalHoldsPage")),
  page("sources", "data.read", () => import("@/pages/SourcesPage")),
  page("sources/new", "definitions.publish", () => import("@/pages/ConnectSourcePage")),
  page("sources/:key", "data.read", () => import("@/pages/SourcePage")),
  page("sources/:key/edit", "definitions.publish", () => import("@/pages/ConnectSourcePage")),
  page("quality", "data.read", () => import("@/pages/QualityPage")),
  page("loads", "data.read", () => import("@/pages/LoadsPage")),
  page("loads/:id", "data.read", () => import("@/pages/LoadPage")),
  page("runs", "operations.read", () => import("@/pages/RunsPage")),
  page("runs/:id", "operations.read", () => import("@/pages/RunPage")),
  page("jobs", "operations.read", () => import("@/pages/JobsPage")),
  page("tags", "definitions.read", () => import("@/pages/TagsPage")),
  page("segments", "definitions.read", () => import("@/pages/SegmentsPage")),
  page("segments/new", "definitions.publish", () => import("@/pages/EditSegmentPage")),
  page("segments/:key/edit", "definitions.read", () => import("@/pages/EditSegmentPage")),
  page("segments/:key", "definitions.read", () => import("@/pages/SegmentPage")),
  page("rules", "definitions.read", () => import("@/pages/RulesPage")),
  page("rules/:key", "definitions.read", () => import("@/pages/RulePage")),
  page("rules/new", "definitions.publish", () => import("@/pages/EditRulePage")),
  page("rules/:key/edit", "definitions.read", () => import("@/pages/EditRulePage")),
  page("models", "definitions.read", () => import("@/pages/ModelsPage")),
  page("models/:key", "definitions.read", () => import("@/pages/ModelPage")),
  page("users", "users.manage", () => import("@/pages/UsersPage")),
  page("organisation", "users.manage", () => import("@/pages/OrganisationPage")),
  page("roles", "users.manage", () => import("@/pages/RolesPage")),
  page("roles/see-as", "users.manage", () => import("@/pages/SeeAsPage")),
  page("roles/new-role", "users.manage", () => import("@/pages/RolePage")),
  page("roles/:key", "users.manage", () => import("@/pages/RolePage")),
  page("service-accounts", "users.manage", () => import("@/pages/ServiceAccountsPage")),
  page("register", "privacy.register", () => import("@/pages/RegisterPage")),
  page("retention", "privacy.retention", () => import("@/pages/RetentionPage")),
  page("retention/new-rule", "privacy.retention", () => import("@/pages/RetentionRulePage")),
  page("retention/:key", "privacy.retention", () => import("@/pages/RetentionRulePage")),
  { path: "security", element: <SecurityPage /> },
  page("changes", "changes.read", () => import("@/pages/ChangesPage")),
  page("emergencies", "changes.read", () => import("@/pages/EmergenciesPage")),
  page("unusual-access", "changes.read", () => import("@/pages/UnusualAccessPage")),
];

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <RouteProblem />,
    children: [
      { index: true, element: <FirstPage /> },
      { errorElement: <RouteProblem />, children: screens },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
]);
