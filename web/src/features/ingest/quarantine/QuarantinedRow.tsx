import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { dropRow, forgetCorrection, type LoadShape, type QuarantinedRowShape } from "@/api";
import { useSession } from "@/features/access/session";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Pill } from "@/ui/Pill";
import { ProblemNote } from "@/ui/States";
import type { Tone } from "@/ui/tone";
import { WhyDialog } from "../WhyDialog";
import { changes, textsOf } from "./corrections";
import css from "./Quarantine.module.css";
import { RowEditor } from "./RowEditor";
import { WrongRow } from "./WrongRow";

const TONES: Record<string, Tone> = {
  open: "amber",
  corrected: "blue",
  replaying: "blue",
  replayed: "green",
  dropped: "neutral",
};

type Props = { load: LoadShape; row: QuarantinedRowShape; columns: string[] };

/** A row in quarantine: what is wrong with it, what became of it, and correcting it. */
export function QuarantinedRow({ load, row, columns }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { may } = useSession();
  const { dateTime } = useFormat();
  const [editing, setEditing] = useState(false);
  const open = row.status === "open";
  const mayCorrect = may("data.load") && load.state === "landed";
  const shown = row.correction && !open ? { ...row, content: { ...row.content, ...row.correction } } : row;
  return (
    <li className={css.row} data-row={row.row}>
      <div className={css.body}>
        {editing ? (
          <RowEditor load={load} row={row} columns={columns} close={() => setEditing(false)} />
        ) : (
          <WrongRow
            row={shown}
            corrected={new Set(Object.keys(changes(textsOf(row.content), textsOf(shown.content))))}
          />
        )}
      </div>
      <div className={css.side}>
        <Pill tone={TONES[row.status] ?? "neutral"} dot>
          {word("rowStatus", row.status)}
        </Pill>
        {row.corrected_by && (
          <span className={css.by}>
            {row.corrected_by} · {dateTime(row.corrected_at)}
          </span>
        )}
        {row.why && <span className={css.by}>{row.why}</span>}
        {row.replay && (
          <Link className={css.by ?? ""} to={`/loads/${row.replay}`}>
            {t("ingest.replay.see")}
          </Link>
        )}
        {mayCorrect && !editing && (
          <RowActions load={load} row={row} edit={columns.length > 0 ? () => setEditing(true) : null} />
        )}
      </div>
    </li>
  );
}

function RowActions({ load, row, edit }: { load: LoadShape; row: QuarantinedRowShape; edit: (() => void) | null }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const [dropping, setDropping] = useState(false);
  const path = { load_id: load.id, row: row.row };
  const forget = useMutation({
    mutationFn: () => forgetCorrection({ path, throwOnError: true }),
    onSuccess: () => refresh("listQuarantine"),
  });
  const drop = useMutation({
    mutationFn: (why: string) => dropRow({ path, body: { why }, throwOnError: true }),
    onSuccess: async () => {
      setDropping(false);
      notice({
        tone: "green",
        title: t("ingest.rejected.droppedNow"),
        action: { label: t("sources.undo"), act: () => forget.mutate() },
      });
      await refresh("listQuarantine");
    },
  });
  return (
    <div className={css.actions}>
      {edit && (row.status === "open" || row.status === "corrected") && (
        <Button size="small" onClick={edit}>
          {t("ingest.rejected.fix")}
        </Button>
      )}
      {row.status === "open" && (
        <Button size="small" type="text" onClick={() => setDropping(true)}>
          {t("ingest.rejected.drop")}
        </Button>
      )}
      {(row.status === "corrected" || row.status === "dropped") && (
        <Button size="small" type="text" loading={forget.isPending} onClick={() => forget.mutate()}>
          {t("sources.undo")}
        </Button>
      )}
      {forget.error && <ProblemNote error={forget.error} />}
      {dropping && (
        <WhyDialog
          title={t("ingest.rejected.drop")}
          about={t("ingest.rejected.dropAbout")}
          ok={t("ingest.rejected.drop")}
          danger
          busy={drop.isPending}
          error={drop.error}
          send={(why) => drop.mutate(why)}
          close={() => setDropping(false)}
        />
      )}
    </div>
  );
}
