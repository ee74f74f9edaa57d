import { useMutation } from "@tanstack/react-query";
import { Button, Input, Popover } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { startRun } from "@/api";
import { refresh } from "@/server";
import { ProblemNote } from "@/ui/States";
import css from "./jobs.module.css";

/** Starts the pipeline as of a day, or of today where none is given. */
export function StartRun({ disabled }: { disabled: boolean }) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [day, setDay] = useState("");
  const start = useMutation({
    mutationFn: () => startRun({ body: { as_of: day || null }, throwOnError: true }),
    onSuccess: () => {
      setOpen(false);
      return refresh("listRuns", "listJobs");
    },
  });
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      content={
        <form
          className={css.start}
          onSubmit={(event) => {
            event.preventDefault();
            start.mutate();
          }}
        >
          <label htmlFor={id}>{t("jobs.asOf")}</label>
          <Input id={id} type="date" value={day} onChange={(event) => setDay(event.target.value)} />
          <p className={css.about}>{t("jobs.asOfHint")}</p>
          {start.error && <ProblemNote error={start.error} />}
          <Button type="primary" htmlType="submit" loading={start.isPending}>
            {t("jobs.start")}
          </Button>
        </form>
      }
    >
      <Button type="primary" disabled={disabled}>
        {t("jobs.startRun")}
      </Button>
    </Popover>
  );
}
