import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { Input, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { askExport, type ExportAsk, type ExportPlan, planExport } from "@/api";
import { refresh } from "@/server";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { useNotice } from "@/ui/Notices";
import { Loaded, ProblemNote } from "@/ui/States";
import { ColumnPicks } from "./ColumnPicks";
import type { Wanted } from "./ExportButton";
import css from "./exports.module.css";

type Purpose = ExportPlan["purpose"];
type Format = ExportAsk["format"];

const FORMATS: Format[] = ["csv", "xlsx", "parquet"];

/** What would go out, before anybody asks for it; then the purpose, the format and the reason. */
export default function ExportDialog({ wanted, close }: { wanted: Wanted; close: () => void }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const navigate = useNavigate();
  const [purpose, setPurpose] = useState<Purpose | undefined>();
  const [format, setFormat] = useState<Format>("csv");
  const [reason, setReason] = useState("");
  const [left, setLeft] = useState<string[]>([]);
  const plan = useQuery({
    queryKey: [{ _id: "planExport" }, wanted, purpose],
    queryFn: async ({ signal }) =>
      (await planExport({ body: { ...wanted, purpose }, signal, throwOnError: true })).data,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const columns = (plan.data?.columns ?? []).filter(({ how, name }) => how !== "left out" && !left.includes(name));
  const ask = useMutation({
    mutationFn: async (from: ExportPlan) => {
      const body = { ...wanted, columns: columns.map(({ name }) => name), format, purpose: from.purpose, reason };
      return (await askExport({ body, throwOnError: true })).data;
    },
    onSuccess: ({ state }) => {
      close();
      notice({
        tone: "green",
        title: t(state === "waiting" ? "exports.askedWaiting" : "exports.asked"),
        action: { label: t("exports.toList"), act: () => void navigate("/exports") },
      });
      return refresh("listAllExports");
    },
  });
  const found = plan.data;
  return (
    <Modal
      open
      width={640}
      title={t("exports.export")}
      okText={t(found?.needs_second_person ? "exports.askSecond" : "exports.ask")}
      okButtonProps={{ disabled: !found || plan.isError || found.rows === 0 || !reason.trim() || columns.length === 0 }}
      confirmLoading={ask.isPending}
      onOk={() => found && ask.mutate(found)}
      onCancel={close}
    >
      <Loaded query={plan} rows={6}>
        {(data) => (
          <div className={css.dialog}>
            <Count plan={data} />
            <Fields
              {...{ plan: data, format, setFormat, reason, setReason }}
              setPurpose={(next) => {
                setPurpose(next);
                setLeft([]);
              }}
            />
            <ColumnPicks columns={data.columns} left={left} change={setLeft} />
            <p className={css.quiet}>{t("exports.marked", { count: data.days })}</p>
          </div>
        )}
      </Loaded>
      {plan.isError && plan.data && <ProblemNote error={plan.error} />}
      {ask.error && <ProblemNote error={ask.error} />}
    </Modal>
  );
}

function Count({ plan }: { plan: ExportPlan }) {
  const { t } = useTranslation();
  const { count, say } = useFormat();
  return (
    <div>
      <strong>
        {say(plan.title)} · {t("exports.rows", { rows: count(plan.rows) })}
      </strong>
      <p className={plan.needs_second_person ? css.second : css.quiet}>
        {t(plan.needs_second_person ? "exports.above" : "exports.below", { limit: count(plan.row_limit) })}
      </p>
    </div>
  );
}

type FieldsProps = {
  plan: ExportPlan;
  format: Format;
  setFormat: (format: Format) => void;
  setPurpose: (purpose: Purpose) => void;
  reason: string;
  setReason: (reason: string) => void;
};

function Fields({ plan, format, setFormat, setPurpose, reason, setReason }: FieldsProps) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <>
      <div className={css.choices}>
        <div>
          <span className={css.label}>{t("exports.purpose")}</span>
          <Select<Purpose>
            aria-label={t("exports.purpose")}
            value={plan.purpose}
            onChange={setPurpose}
            options={plan.purposes.map((value) => ({ value, label: word("purpose", value) }))}
          />
        </div>
        <div>
          <span className={css.label}>{t("exports.format")}</span>
          <Radio.Group
            aria-label={t("exports.format")}
            optionType="button"
            value={format}
            onChange={(event) => setFormat(event.target.value)}
            options={FORMATS.map((value) => ({ value, label: word("exportFormat", value) }))}
          />
        </div>
      </div>
      <Input.TextArea
        value={reason}
        rows={2}
        maxLength={400}
        aria-label={t("exports.reason")}
        placeholder={t("exports.reasonHint")}
        onChange={(event) => setReason(event.target.value)}
      />
    </>
  );
}
