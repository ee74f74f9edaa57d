import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import type { AssignTask, TaskDetail } from "@/api";
import { listAssigneesOptions } from "@/api/@tanstack/react-query.gen";
import { useFormat } from "@/ui/format";
import css from "./AssignSelect.module.css";

type Props = { task: TaskDetail; assign: (to: AssignTask) => void; busy: boolean };

/** Gives a task to a person or a team. */
export function AssignSelect({ task, assign, busy }: Props) {
  const { t } = useTranslation();
  const { say } = useFormat();
  const choices = useQuery(listAssigneesOptions());
  const options = [
    {
      label: t("tasks.people"),
      options: choices.data?.users.map((user) => ({ value: `user:${user.login}`, label: user.name })) ?? [],
    },
    {
      label: t("tasks.teams"),
      options:
        choices.data?.teams.map((team) => ({
          value: `team:${team.key}`,
          label: `${say(team.name)} · ${t("tasks.openCount", { count: team.open_tasks })}`,
        })) ?? [],
    },
  ];
  const choose = (value: string) => {
    const [kind, key = ""] = value.split(/:(.*)/);
    assign(kind === "user" ? { login: key } : { team: key });
  };
  const present = task.assignee ? `user:${task.assignee.login}` : task.team ? `team:${task.team}` : null;
  return (
    <Select
      className={css.select}
      aria-label={t("tasks.assign")}
      placeholder={t("tasks.assign")}
      loading={choices.isPending || busy}
      value={choices.data ? present : null}
      onChange={choose}
      options={options}
      showSearch={{ optionFilterProp: "label" }}
      popupMatchSelectWidth={false}
    />
  );
}
