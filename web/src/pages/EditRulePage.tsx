import { EditDefinition } from "@/features/conditions/editor/EditDefinition";

/** A new rule, or one that is changed. */
export default function EditRulePage() {
  return <EditDefinition kind="rule" />;
}
