import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { decideOnExport, type ExportOut, type ExportSample } from "@/api";
import { sampleExportOptions } from "@/api/@tanstack/react-query.gen";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { Facts } from "@/ui/Facts";
import { NOTHING, useFormat } from "@/ui/format";
import { Loaded, ProblemNote } from "@/ui/States";
import css from "./exports.module.css";
import { useFilterWords } from "./filterWords";

/** What somebody wants to take out, with its first rows masked: to agree to, or to refuse. */
export function DecideDialog({ row, close }: { row: ExportOut; close: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const sample = useQuery({ ...sampleExportOptions({ path: { export_id: row.id } }), staleTime: 0 });
  const rows = sample.data?.rows ?? row.rows;
  const decide = useMutation({
    mutationFn: (agree: boolean) =>
      decideOnExport({ path: { export_id: row.id }, body: { agree, reason, rows: row.rows }, throwOnError: true }),
    onSuccess: () => {
      close();
      return refresh("listAllExports", "listChanges");
    },
    onError: () => refresh("listAllExports", "sampleExport"),
  });
  const ready = reason.trim() !== "";
  return (
    <Modal
      open
      width={760}
      title={t("exports.decide")}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{t("ui.cancel")}</Button>
          <Button danger disabled={!ready} loading={decide.isPending} onClick={() => decide.mutate(false)}>
            {t("exports.refuse")}
          </Button>
          <Button
            type="primary"
            disabled={!ready || !sample.data || sample.isError}
            loading={decide.isPending}
            onClick={() => decide.mutate(true)}
          >
            {t("exports.agree")}
          </Button>
        </>
      }
    >
      <div className={css.dialog}>
        <About row={row} rows={rows} />
        <Loaded query={sample} rows={3}>
          {(data) => <FirstRows sample={data} />}
        </Loaded>
        <Input.TextArea
          value={reason}
          rows={2}
          maxLength={400}
          aria-label={t("exports.decisionReason")}
          placeholder={t("exports.decisionHint")}
          onChange={(event) => setReason(event.target.value)}
        />
        {decide.error && <ProblemNote error={decide.error} />}
      </div>
    </Modal>
  );
}

function About({ row, rows }: { row: ExportOut; rows: number }) {
  const { t } = useTranslation();
  const { say, count, dateTime } = useFormat();
  const word = useWord();
  const filters = useFilterWords();
  const comma = t("exports.comma");
  const masked = row.columns.filter(({ how }) => how === "masked");
  const open = row.columns.filter(({ how }) => how !== "masked");
  return (
    <Facts
      items={[
        { key: "who", label: t("exports.who"), value: `${row.asked_by_name} · ${dateTime(row.asked_at)}` },
        { key: "why", label: t("exports.reason"), value: row.reason },
        { key: "purpose", label: t("exports.purpose"), value: word("purpose", row.purpose) },
        { key: "what", label: t("exports.what"), value: say(row.title) },
        { key: "filters", label: t("exports.filters"), value: filters(row.filters) || t("exports.everything") },
        { key: "rows", label: t("exports.rowCount"), value: count(rows) },
        { key: "open", label: t("exports.whole"), value: open.map(({ title }) => say(title)).join(comma) || NOTHING },
        {
          key: "mask",
          label: t("exports.maskedColumns"),
          value: masked.map(({ title }) => say(title)).join(comma) || NOTHING,
        },
        { key: "format", label: t("exports.format"), value: word("exportFormat", row.format) },
      ]}
    />
  );
}

function FirstRows({ sample }: { sample: ExportSample }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  return (
    <div>
      <p className={css.quiet}>{t("exports.sample")}</p>
      <div className={css.sample}>
        <table aria-label={t("exports.sample")}>
          <thead>
            <tr>
              {sample.columns.map(({ name, title }) => (
                <th key={name} scope="col">
                  {say(title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.items.map(({ customer_id, values }) => (
              <tr key={customer_id}>
                {sample.columns.map(({ name }, place) => (
                  <td key={name}>{values[place] ?? NOTHING}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
