import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { AlertDetail, IncidentDetail } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import css from "./AlertPanel.module.css";
import { SEVERITY } from "./severities";

type Props = { of: AlertDetail | IncidentDetail; leave?: () => void; leaveWord: string };

/** What an alert and an incident begin with: how grave, since when or until when, which rule, and what that means. */
export function AlertHead({ of, leave, leaveWord }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { say, day } = useFormat();
  return (
    <header>
      <div className={css.labels}>
        <Pill tone={SEVERITY[of.severity]}>{word("severity", of.severity)}</Pill>
        <span>
          {of.cleared_on
            ? t("tasks.alerts.clearedOn", { day: day(of.cleared_on) })
            : t("tasks.alerts.raisedOn", { day: day(of.raised_on) })}
        </span>
        {leave && (
          <Button
            className={css.leave}
            type="text"
            size="small"
            icon={<CloseOutlined />}
            aria-label={leaveWord}
            onClick={leave}
          />
        )}
      </div>
      <h2>{say(of.rule_name)}</h2>
      {say(of.says) && <p className={css.labels}>{say(of.says)}</p>}
    </header>
  );
}
