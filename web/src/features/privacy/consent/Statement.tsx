import { useTranslation } from "react-i18next";
import type { ConsentStatementShape, CustomerConsents } from "@/api";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Pill } from "@/ui/Pill";
import css from "./consent.module.css";

type Props = { said: ConsentStatementShape; data: CustomerConsents };

/** What was said, of what, and its proof. */
export function Statement({ said, data }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const { dateTime, day, say } = useFormat();
  const topic = said.topic && (say(data.topics.find(({ key }) => key === said.topic)?.name) || said.topic);
  const about = [
    word("purpose", said.purpose),
    said.channel ? word("consentChannel", said.channel) : t("consent.everyChannel"),
    topic || t("consent.everyTopic"),
  ].join(" · ");
  const place = [word("consentPlace", said.place), said.place_name].filter(Boolean).join(" ");
  const source = word("system", said.system);
  return (
    <div className={css.statement}>
      <p className={css.line}>
        <Pill tone={said.said === "yes" ? "green" : "red"}>{word("consentSaid", said.said)}</Pill>
        <strong>{about}</strong>
      </p>
      <p className={css.proof}>
        {dateTime(said.at)} · {place || t("consent.placeUnknown")}
        {said.speaker === "guardian" && ` · ${t("consent.byGuardian")}`}
        {said.expires_at && ` · ${t("consent.until", { day: day(said.expires_at) })}`}
      </p>
      <p className={css.proof}>
        {said.taken_by ? t("consent.takenBy", { who: said.taken_by, source }) : t("consent.from", { source })}
      </p>
      {said.text ? (
        <blockquote className={css.words}>
          {said.text}
          {said.text_version && <cite>{t("consent.version", { version: said.text_version })}</cite>}
        </blockquote>
      ) : (
        said.said === "yes" && (
          <p className={css.proof}>{t("consent.noWords", { version: said.text_version || "–" })}</p>
        )
      )}
      {said.note && <p className={css.proof}>{said.note}</p>}
      {!said.binds && <p className={css.proof}>{t("consent.bindsNot")}</p>}
    </div>
  );
}
