import { useQuery } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { checkDraft, type RoleChoices, type RoleItem } from "@/api";
import { Panel } from "@/ui/Panel";
import { ProblemNote } from "@/ui/States";
import { useLate } from "@/ui/useLate";
import { useSession } from "../session";
import { EmergencyFields } from "./EmergencyFields";
import { ExportRows } from "./ExportRows";
import { Mistakes } from "./Mistakes";
import { NameFields } from "./NameFields";
import { PermissionFields } from "./PermissionFields";
import { PublishRole } from "./PublishRole";
import { mistakesAt, type RoleBody } from "./role";
import css from "./roles.module.css";
import { SeeAs } from "./SeeAs";
import { SeesFields } from "./SeesFields";

type Props = {
  first: RoleBody;
  published: RoleItem | null;
  choices: RoleChoices;
  done: (key: string) => void;
};

/** A role as it is edited: checked as one types, seen through before it is published. */
export function RoleEditor({ first, published, choices, done }: Props) {
  const { t } = useTranslation();
  const { may } = useSession();
  const [role, change] = useState(first);
  const body = useLate(role, 400);
  const mayCheck = may("definitions.read");
  const mayPublish = mayCheck && may("definitions.publish");
  const checked = useQuery({
    queryKey: [{ _id: "checkDraft" }, "role", body],
    queryFn: async ({ signal }) =>
      (
        await checkDraft({
          path: { kind: "role" },
          body: { body: body as unknown as Record<string, unknown> },
          signal,
          throwOnError: true,
        })
      ).data,
    enabled: mayCheck,
    placeholderData: (before) => before,
  });
  // Fields that a new role does not have yet are no mistakes until something was typed.
  const mistakes = role === first && !published ? [] : (checked.data?.mistakes ?? []);
  return (
    <>
      {!mayPublish && <p className={css.warning}>{t("roles.readOnly")}</p>}
      <ConfigProvider componentDisabled={!mayPublish}>
        <Panel>
          <NameFields role={role} isNew={!published} mistakes={mistakes} change={change} />
        </Panel>
        <Panel title={t("roles.may")}>
          <PermissionFields role={role} permissions={choices.permissions} change={change} />
          <ExportRows role={role} change={change} />
          <Mistakes of={mistakesAt(mistakes, "permissions")} />
        </Panel>
        <EmergencyFields role={role} mistakes={mistakes} change={change} />
        <SeesFields role={role} choices={choices} mistakes={mistakes} change={change} />
      </ConfigProvider>
      {may("customers.read") && <SeeAs sees={role.sees} categories={choices.categories} isDraft={role !== first} />}
      {checked.error && <ProblemNote error={checked.error} />}
      {mayPublish && (
        <PublishRole
          role={role}
          published={published}
          check={body === role && !checked.isPlaceholderData ? checked.data : undefined}
          done={done}
        />
      )}
    </>
  );
}
