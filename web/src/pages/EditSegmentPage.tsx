import { EditDefinition } from "@/features/conditions/editor/EditDefinition";

/** A new segment, or one that is changed. */
export default function EditSegmentPage() {
  return <EditDefinition kind="segment" />;
}
