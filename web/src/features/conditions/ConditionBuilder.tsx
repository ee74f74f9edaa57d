import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { listConditionNamesOptions } from "@/api/@tanstack/react-query.gen";
import { Loaded } from "@/ui/States";
import css from "./conditions.module.css";
import { GroupView } from "./GroupView";
import { Summary } from "./Summary";
import { ScopeProvider, TreeProvider, type UsedIn } from "./scope";
import { TextView } from "./TextView";
import { type Condition, type Purpose, useCondition, type Wanted } from "./useCondition";

type Props = {
  value: string;
  onChange: (text: string, isWhole: boolean) => void;
  usedIn: UsedIn;
  usedFor?: Purpose | undefined;
  wanted?: Wanted;
  disabled?: boolean;
};

/**
 * A condition that is put together by clicks, with its text beside it, which can be edited too; in words, and with how
 * many customers it holds for. `value` is where it begins; later ones are not taken up.
 */
export function ConditionBuilder({ value, onChange, usedIn, usedFor, wanted = "boolean", disabled = false }: Props) {
  const condition = useCondition(value, onChange, { usedIn, usedFor, wanted });
  const names = useQuery({ ...listConditionNamesOptions({ query: { used_in: usedIn } }), staleTime: 300_000 });
  return (
    <Loaded query={names} rows={5}>
      {(data) => (
        <ScopeProvider value={{ names: data, list: null, usedIn, disabled }}>
          <div className={css.builder}>
            <div className={css.drawing}>
              {wanted === "boolean" && <Drawing condition={condition} disabled={disabled} />}
              <TextView condition={condition} disabled={disabled} />
            </div>
            <Summary condition={condition} counts={wanted === "boolean"} usedIn={usedIn} />
          </div>
        </ScopeProvider>
      )}
    </Loaded>
  );
}

function Drawing({ condition, disabled }: { condition: Condition; disabled: boolean }) {
  const { t } = useTranslation();
  const [dragged, drag] = useState<string | null>(null);
  return (
    <TreeProvider value={{ root: condition.tree, change: condition.draw, dragged, drag }}>
      <GroupView group={condition.tree} isRoot />
      {!disabled && (
        <div className={css.history}>
          <Button
            size="small"
            type="text"
            icon={<UndoOutlined />}
            disabled={condition.past.length === 0}
            onClick={condition.undo}
          >
            {t("conditions.undo")}
          </Button>
          <Button
            size="small"
            type="text"
            icon={<RedoOutlined />}
            disabled={condition.future.length === 0}
            onClick={condition.redo}
          >
            {t("conditions.redo")}
          </Button>
        </div>
      )}
    </TreeProvider>
  );
}
