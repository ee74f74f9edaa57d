import { CloseOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { TaskDetail } from "@/api";
import { getTaskOptions } from "@/api/@tanstack/react-query.gen";
import { AlertEvidence } from "@/features/rules/AlertEvidence";
import { CopyButton } from "@/ui/CopyButton";
import { useWord } from "@/ui/code";
import { phone, useFormat } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Pill } from "@/ui/Pill";
import { Loaded } from "@/ui/States";
import { AssignSelect } from "./AssignSelect";
import { useTaskActions } from "./actions";
import { CloseDialog } from "./CloseDialog";
import css from "./TaskPanel.module.css";
import { Due } from "./TaskTable";
import { PRIORITY } from "./tones";

type Props = { id: number; leave?: () => void; toCustomer?: boolean };

/** One task with all it takes to work on it. */
export function TaskPanel({ id, leave, toCustomer = true }: Props) {
  const task = useQuery(getTaskOptions({ path: { task_id: id } }));
  return (
    <Loaded query={task} rows={10}>
      {(data) => <Panel task={data} leave={leave} toCustomer={toCustomer} />}
    </Loaded>
  );
}

function Panel({ task, leave, toCustomer }: { task: TaskDetail; leave?: () => void; toCustomer: boolean }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const actions = useTaskActions(task.id);
  const [closing, setClosing] = useState(false);
  useKeys({ c: () => task.can_close && setClosing(true) }, !closing);
  const close = (body: Parameters<typeof actions.close.mutate>[0]) =>
    actions.close.mutate(body, { onSuccess: () => setClosing(false) });
  return (
    <article className={css.panel}>
      <Head task={task} leave={leave} toCustomer={toCustomer} />
      <div className={css.actions}>
        {task.can_start && (
          <Button loading={actions.start.isPending} onClick={() => actions.start.mutate()}>
            {t("tasks.start")}
          </Button>
        )}
        {task.can_close && (
          <Button type="primary" onClick={() => setClosing(true)}>
            {t("tasks.report")} <kbd className={css.key}>C</kbd>
          </Button>
        )}
        {task.can_undo_until && (
          <Button loading={actions.undo.isPending} onClick={() => actions.undo.mutate()}>
            {t("tasks.undo")}
          </Button>
        )}
        {task.can_assign && <AssignSelect task={task} assign={actions.assign.mutate} busy={actions.assign.isPending} />}
      </div>
      {task.withdrawn_because && <p className={css.note}>{say(task.withdrawn_because)}</p>}
      <OpeningLine task={task} />
      <section>
        <h3>{t("tasks.evidence")}</h3>
        <AlertEvidence alert={task.alert} />
      </section>
      <Attempts task={task} />
      {closing && (
        <CloseDialog task={task} busy={actions.close.isPending} report={close} cancel={() => setClosing(false)} />
      )}
    </article>
  );
}

function Head({ task, leave, toCustomer }: { task: TaskDetail; leave?: () => void; toCustomer: boolean }) {
  const { t } = useTranslation();
  const { say, day, money } = useFormat();
  const word = useWord();
  const customer = task.customer;
  const about = [
    customer?.customer_number,
    customer?.plan,
    customer?.monthly_fee != null && money(customer.monthly_fee),
    customer?.tenure_months != null && t("profile.tenure", { count: customer.tenure_months }),
    customer?.contract_end && t("profile.lines.until", { day: day(customer.contract_end) }),
  ].filter(Boolean);
  return (
    <header className={css.head}>
      <div className={css.labels}>
        <Pill tone={PRIORITY[task.priority]}>{word("priority", task.priority)}</Pill>
        <Due task={task} />
        {leave && (
          <Button
            className={css.leave}
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={t("tasks.leave")}
            onClick={leave}
          />
        )}
      </div>
      <h2>{say(task.title)}</h2>
      {say(task.says) && <p className={css.says}>{say(task.says)}</p>}
      <div className={css.customer}>
        <div>
          <strong>{task.customer_name ?? task.customer_id}</strong>
          {customer?.phone && (
            <span className={css.phone}>
              {phone(customer.phone)}
              <CopyButton text={customer.phone} label={t("profile.copyPhone")} />
            </span>
          )}
          <p className={css.about}>{about.join(" · ")}</p>
        </div>
        {toCustomer && <Link to={`/customers/${encodeURIComponent(task.customer_id)}`}>{t("tasks.toCustomer")}</Link>}
      </div>
    </header>
  );
}

function OpeningLine({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const line = say(task.opening_line);
  if (!line) return null;
  return (
    <section>
      <h3>{t("tasks.openingLine")}</h3>
      <blockquote className={css.line}>
        {line}
        <CopyButton text={line} label={t("ui.copy")} words />
      </blockquote>
    </section>
  );
}

function Attempts({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  const { say, dateTime } = useFormat();
  if (task.attempts.length === 0) return null;
  return (
    <section>
      <h3>{t("tasks.attempts")}</h3>
      <ul className={css.attempts}>
        {task.attempts.map((attempt) => (
          <li key={attempt.at} className={attempt.taken_back_at ? css.takenBack : ""}>
            <strong>{say(attempt.outcome_name)}</strong>
            <span className={css.about}>
              {attempt.by_name || attempt.by} · {dateTime(attempt.at)}
              {attempt.taken_back_at && ` · ${t("tasks.takenBack")}`}
            </span>
            {attempt.note && <p>{attempt.note}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
