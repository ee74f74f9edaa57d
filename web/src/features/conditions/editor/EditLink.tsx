import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useSession } from "@/features/access/session";
import type { Kind } from "./body";

const LISTS = { segment: "/segments", rule: "/rules", tag: "/tags" } as const;
const WORDS = {
  segment: "conditions.editor.newSegment",
  rule: "conditions.editor.newRule",
  tag: "conditions.editor.newTag",
} as const;

/** The way to a new definition of a kind, for those who may publish one. */
export function NewButton({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const navigate = useNavigate();
  if (!may("definitions.publish")) return null;
  return (
    <Button type="primary" onClick={() => void navigate(`${LISTS[kind]}/new`)}>
      {t(WORDS[kind])}
    </Button>
  );
}

/** The way to the editor of a definition, where also those look who may not publish. */
export function EditButton({ kind, id, small = false }: { kind: Kind; id: string; small?: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Button
      size={small ? "small" : "middle"}
      type={small ? "link" : "default"}
      onClick={(event) => {
        event.stopPropagation();
        void navigate(`${LISTS[kind]}/${encodeURIComponent(id)}/edit`);
      }}
    >
      {t("conditions.editor.change")}
    </Button>
  );
}
