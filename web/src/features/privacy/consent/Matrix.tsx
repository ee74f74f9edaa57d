import { Popover } from "antd";
import { useTranslation } from "react-i18next";
import type { ConsentCell, CustomerConsents } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import css from "./consent.module.css";
import { Statement } from "./Statement";

const CHANNELS = ["call", "sms", "email", "app"];

/** What holds, a row for each purpose and topic and a column for each channel; a cell tells why. */
export function Matrix({ data }: { data: CustomerConsents }) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const rows = [...new Set(data.cells.map(({ purpose, topic }) => `${purpose}|${topic}`))];
  const nameOf = (topic: string) => say(data.topics.find(({ key }) => key === topic)?.name) || topic;
  return (
    <div className={css.scroll}>
      <table className={css.matrix}>
        <thead>
          <tr>
            <th scope="col">{t("consent.purpose")}</th>
            {CHANNELS.map((channel) => (
              <th key={channel} scope="col">
                {word("consentChannel", channel)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const [purpose = "", topic = ""] = row.split("|");
            return (
              <tr key={row}>
                <th scope="row" className={topic ? css.topic : undefined}>
                  {topic ? nameOf(topic) : word("purpose", purpose)}
                </th>
                {data.cells
                  .filter((cell) => cell.purpose === purpose && cell.topic === topic)
                  .map((cell) => (
                    <td key={cell.channel}>
                      <Cell cell={cell} data={data} />
                    </td>
                  ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell, data }: { cell: ConsentCell; data: CustomerConsents }) {
  const { t } = useTranslation();
  const word = useWord();
  const { say } = useFormat();
  const statement = data.statements.find(({ key }) => key === cell.statement);
  const topic = say(data.topics.find(({ key }) => key === cell.topic)?.name);
  const place = [word("purpose", cell.purpose), topic, word("consentChannel", cell.channel)]
    .filter(Boolean)
    .join(" · ");
  const why = (
    <div className={css.why}>
      <p>{t(`consent.why.${cell.verdict as "yes"}`)}</p>
      {cell.verdict === "unknown" && <p>{t(cell.allowed ? "consent.without.service" : "consent.without.other")}</p>}
      {statement && <Statement said={statement} data={data} />}
    </div>
  );
  return (
    <Popover trigger="click" title={place} content={why} destroyOnHidden>
      <button
        type="button"
        className={`${css.cell} ${cell.allowed ? css.allowed : css.refused} ${cell.statement ? "" : css.silent}`}
        aria-label={`${place}: ${word("consentVerdict", cell.verdict)}`}
      >
        {word("consentVerdict", cell.verdict === "unknown" ? (cell.allowed ? "allowed" : "unknown") : cell.verdict)}
      </button>
    </Popover>
  );
}
