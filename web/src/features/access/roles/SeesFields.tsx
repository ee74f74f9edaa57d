import { PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { MistakeShape, RoleChoices } from "@/api";
import { useWord } from "@/ui/code";
import { Panel } from "@/ui/Panel";
import { Nothing } from "@/ui/States";
import { Exceptions, Levels } from "./Levels";
import { Mistakes } from "./Mistakes";
import { mistakesAt, type Reach, type RoleBody, type Sees, withoutPurpose, withPurpose, withSees } from "./role";
import css from "./roles.module.css";
import { Writes } from "./Writes";

type Props = {
  role: RoleBody;
  choices: RoleChoices;
  mistakes: MistakeShape[];
  change: (role: RoleBody) => void;
};

/** For each purpose that the role serves: of which customers, and which data at which level. */
export function SeesFields({ role, choices, mistakes, change }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const left = choices.purposes.filter((purpose) => !role.sees.some((sees) => sees.purpose === purpose));
  const add = (
    <Dropdown
      disabled={left.length === 0}
      trigger={["click"]}
      menu={{
        items: left.map((purpose) => ({ key: purpose, label: word("purpose", purpose) })),
        onClick: ({ key }) => {
          const purpose = left.find((each) => each === key);
          if (purpose) change(withPurpose(role, purpose));
        },
      }}
    >
      <Button size="small" icon={<PlusOutlined />}>
        {t("roles.addPurpose")}
      </Button>
    </Dropdown>
  );
  return (
    <Panel title={t("roles.sees")} extra={add} flush>
      <p className={css.about}>{t("roles.seesHint")}</p>
      {role.sees.length === 0 && <Nothing title={t("roles.seesNothing")} />}
      {role.sees.map((sees, place) => (
        <OnePurpose
          key={sees.purpose}
          sees={sees}
          choices={choices}
          mistakes={mistakesAt(mistakes, `sees[${place}]`)}
          change={(part) => change(withSees(role, sees.purpose, part))}
          remove={() => change(withoutPurpose(role, sees.purpose))}
        />
      ))}
    </Panel>
  );
}

type PurposeProps = {
  sees: Sees;
  choices: RoleChoices;
  mistakes: MistakeShape[];
  change: (part: Partial<Sees>) => void;
  remove: () => void;
};

function OnePurpose({ sees, choices, mistakes, change, remove }: PurposeProps) {
  const { t } = useTranslation();
  const word = useWord();
  const name = word("purpose", sees.purpose);
  return (
    <section className={css.purpose} aria-label={name}>
      <header>
        <h3>{name}</h3>
        <Select<Reach>
          size="small"
          className={css.reach}
          aria-label={t("roles.whose")}
          value={sees.customers}
          onChange={(customers) => change({ customers })}
          options={choices.reaches.map((reach) => ({ value: reach, label: word("reach", reach) }))}
        />
        <Button size="small" type="text" danger onClick={remove}>
          {t("roles.removePurpose")}
        </Button>
      </header>
      <Levels fields={sees.fields} choices={choices} change={(fields) => change({ fields })} />
      <Exceptions fields={sees.fields} choices={choices} change={(fields) => change({ fields })} />
      <Writes sees={sees} choices={choices} change={(writes) => change({ writes })} />
      <Mistakes of={mistakes} named />
    </section>
  );
}
