import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TriedRecordsShape, TriedShape } from "@/api";
import { useWord } from "@/ui/code";
import { NOTHING, useFormat } from "@/ui/format";
import { Nothing, ProblemNote } from "@/ui/States";
import { WrongRow } from "../quarantine/WrongRow";
import css from "./Trial.module.css";
import type { TrialQuery } from "./useTrial";

/** What the first 1,000 rows would become: which would be rejected and why, and the records of the others. */
export function Trial({ trial }: { trial: TrialQuery }) {
  const { t } = useTranslation();
  return (
    <section className={css.trial} aria-label={t("sources.trial.title")} aria-busy={trial.isBehind}>
      <header>
        <h3>{t("sources.trial.title")}</h3>
        <span className={css.state}>{trial.isBehind && trial.data ? t("sources.trial.checking") : ""}</span>
      </header>
      {trial.data ? (
        <Tried tried={trial.data} />
      ) : trial.error ? (
        <ProblemNote error={trial.error} retry={() => void trial.refetch()} />
      ) : trial.isFetching ? (
        <Nothing title={t("sources.trial.checking")} />
      ) : (
        <Nothing title={t("sources.trial.nothing")}>{t("sources.trial.nothingHint")}</Nothing>
      )}
    </section>
  );
}

const KEY = /^records\[\d+\]\.key$/;

type Shown = "rejected" | "records";

function Tried({ tried }: { tried: TriedShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  const [chosen, choose] = useState<Shown | null>(null);
  if (tried.mistakes.length > 0)
    return (
      <ul className={css.mistakes} role="alert">
        {tried.mistakes.map((mistake) => (
          <li key={`${mistake.field} ${mistake.what}`}>
            {KEY.test(mistake.field) ? (
              <strong>{t("sources.trial.chooseKey")}</strong>
            ) : (
              <>
                {mistake.field && <code>{mistake.field}</code>}
                <strong>{mistake.what}</strong>
                <span>{mistake.do}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    );
  if (tried.error)
    return (
      <div className={css.error} role="alert">
        <strong>{tried.error.what}</strong>
        {tried.error.where && <span>{t("ui.problem.where", { place: tried.error.where })}</span>}
        {tried.error.do && <span>{tried.error.do}</span>}
      </div>
    );
  const shown = chosen ?? (tried.rejected > 0 ? "rejected" : "records");
  return (
    <>
      <dl className={css.counts}>
        <div>
          <dt>{t("sources.trial.read")}</dt>
          <dd>{count(tried.received)}</dd>
        </div>
        <div className={css.good}>
          <dt>{t("sources.trial.lands")}</dt>
          <dd>{count(tried.received - tried.rejected)}</dd>
        </div>
        <div className={tried.rejected ? css.bad : ""}>
          <dt>{t("sources.trial.rejected")}</dt>
          <dd>{count(tried.rejected)}</dd>
        </div>
      </dl>
      {tried.too_many && <p className={css.warning}>{t("sources.trial.tooMany")}</p>}
      {Object.keys(tried.reasons).length > 0 && (
        <p className={css.reasons}>
          {Object.entries(tried.reasons)
            .map(([reason, rows]) => `${word("rejection", reason)} ${count(rows)}`)
            .join(" · ")}
        </p>
      )}
      <Segmented<Shown>
        size="small"
        block
        aria-label={t("sources.trial.show")}
        value={shown}
        onChange={choose}
        options={[
          { value: "rejected", label: t("sources.trial.rejectedRows") },
          { value: "records", label: t("sources.trial.records") },
        ]}
      />
      {shown === "rejected" ? (
        <RejectedRows tried={tried} />
      ) : (
        tried.records.map((each) => <Records key={each.record} records={each} />)
      )}
    </>
  );
}

const MOST = 30;

function RejectedRows({ tried }: { tried: TriedShape }) {
  const { t } = useTranslation();
  if (tried.rejected_rows.length === 0) return <Nothing title={t("sources.trial.allLand")} />;
  return (
    <ul className={css.rows}>
      {tried.rejected_rows.slice(0, MOST).map((row) => (
        <li key={row.row}>
          <WrongRow row={row} />
        </li>
      ))}
    </ul>
  );
}

function Records({ records }: { records: TriedRecordsShape }) {
  const { t } = useTranslation();
  const word = useWord();
  const { count } = useFormat();
  return (
    <div className={css.records}>
      <h4>
        {word("record", records.record)} <span>{t("sources.trial.count", { rows: count(records.count) })}</span>
      </h4>
      <div className={css.scroll}>
        <table>
          <thead>
            <tr>
              {records.columns.map((column) => (
                <th key={column} scope="col">
                  {word("recordField", column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {records.items.map((item, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a sample have no other name
              <tr key={at}>
                {records.columns.map((column) => (
                  <td key={column}>{item[column] ?? NOTHING}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
