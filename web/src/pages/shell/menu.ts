import {
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  CloudUploadOutlined,
  ClusterOutlined,
  DatabaseOutlined,
  DownloadOutlined,
  ExperimentOutlined,
  EyeOutlined,
  HistoryOutlined,
  HourglassOutlined,
  IdcardOutlined,
  LockOutlined,
  MergeCellsOutlined,
  PlayCircleOutlined,
  ProfileOutlined,
  SafetyCertificateOutlined,
  ScheduleOutlined,
  SolutionOutlined,
  TagsOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UsergroupAddOutlined,
  UserOutlined,
} from "@ant-design/icons";
import type { ComponentType } from "react";
import { WaitingExports } from "@/features/exports/WaitingExports";

/** The menu: what each entry needs, so that it shows only what the user may open. */
export const MENU = [
  {
    group: "ui.menu.work",
    entries: [
      { to: "/tasks", label: "ui.menu.tasks", needs: "tasks.work", Icon: AuditOutlined },
      { to: "/alerts", label: "ui.menu.alerts", needs: "alerts.read", Icon: AlertOutlined },
      { to: "/customers", label: "ui.menu.customers", needs: "customers.read", Icon: TeamOutlined },
      {
        to: "/exports",
        label: "ui.menu.exports",
        needs: "exports.ask or exports.approve",
        Icon: DownloadOutlined,
        Badge: WaitingExports,
      },
      { to: "/identity", label: "ui.menu.identity", needs: "identity.review", Icon: MergeCellsOutlined },
      { to: "/privacy/requests", label: "ui.menu.requests", needs: "privacy.requests", Icon: SolutionOutlined },
      { to: "/privacy/holds", label: "ui.menu.holds", needs: "privacy.requests", Icon: LockOutlined },
    ],
  },
  {
    group: "ui.menu.definitions",
    entries: [
      { to: "/tags", label: "ui.menu.tags", needs: "definitions.read", Icon: TagsOutlined },
      { to: "/segments", label: "ui.menu.segments", needs: "definitions.read", Icon: UsergroupAddOutlined },
      { to: "/rules", label: "ui.menu.rules", needs: "definitions.read", Icon: ApartmentOutlined },
      { to: "/models", label: "ui.menu.models", needs: "definitions.read", Icon: ExperimentOutlined },
    ],
  },
  {
    group: "ui.menu.data",
    entries: [
      { to: "/sources", label: "ui.menu.sources", needs: "data.read", Icon: DatabaseOutlined },
      { to: "/loads", label: "ui.menu.loads", needs: "data.read", Icon: CloudUploadOutlined },
      { to: "/quality", label: "ui.menu.quality", needs: "data.read", Icon: SafetyCertificateOutlined },
      { to: "/runs", label: "ui.menu.runs", needs: "operations.read", Icon: PlayCircleOutlined },
      { to: "/jobs", label: "ui.menu.jobs", needs: "operations.read", Icon: ScheduleOutlined },
    ],
  },
  {
    group: "ui.menu.administration",
    entries: [
      { to: "/users", label: "ui.menu.users", needs: "users.manage", Icon: UserOutlined },
      { to: "/organisation", label: "ui.menu.organisation", needs: "users.manage", Icon: ClusterOutlined },
      { to: "/roles", label: "ui.menu.roles", needs: "users.manage", Icon: IdcardOutlined },
      { to: "/service-accounts", label: "ui.menu.serviceAccounts", needs: "users.manage", Icon: ApiOutlined },
      { to: "/retention", label: "ui.menu.retention", needs: "privacy.retention", Icon: HourglassOutlined },
      { to: "/register", label: "ui.menu.register", needs: "privacy.register", Icon: ProfileOutlined },
      { to: "/changes", label: "ui.menu.changes", needs: "changes.read", Icon: HistoryOutlined },
      { to: "/emergencies", label: "ui.menu.emergencies", needs: "changes.read", Icon: ThunderboltOutlined },
      { to: "/unusual-access", label: "ui.menu.unusual", needs: "changes.read", Icon: EyeOutlined },
    ],
  },
] as const satisfies readonly {
  group: string;
  entries: readonly { to: string; label: string; needs: string; Icon: ComponentType; Badge?: ComponentType }[];
}[];
