import { PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { type DragEvent, Fragment } from "react";
import { useTranslation } from "react-i18next";
import css from "./conditions.module.css";
import { ItemFrame } from "./ItemFrame";
import { emptyGroup, emptyRow, type Group, type Item, newId } from "./model";
import { RowView, TextRow } from "./RowView";
import { useScope, useTree } from "./scope";
import { insert, move, replace } from "./tree";

type Props = { group: Group; hidden?: string | undefined; isRoot?: boolean };

/** Parts that hold together: all of them or any; they can be dragged to another place, also of another group. */
export function GroupView({ group, hidden, isRoot = false }: Props) {
  const { t } = useTranslation();
  const { disabled, list } = useScope();
  const tree = useTree();
  const shown = group.items.filter(({ id }) => id !== hidden);
  const add = (item: Item) => tree.change(insert(tree.root, group.id, item));
  return (
    <div className={isRoot ? css.root : css.group}>
      {(shown.length > 1 || !isRoot) && (
        <div className={css.join}>
          {group.negated && <span className={css.not}>{t("conditions.not")}</span>}
          <Segmented
            size="small"
            aria-label={t("conditions.join.label")}
            disabled={disabled}
            value={group.join}
            options={(["all", "any"] as const).map((join) => ({ value: join, label: t(`conditions.join.${join}`) }))}
            onChange={(join) => tree.change(replace(tree.root, { ...group, join }))}
          />
        </div>
      )}
      <ul className={css.items}>
        {group.items.map((item, at) =>
          item.id === hidden ? null : (
            <Fragment key={item.id}>
              <Drop group={group.id} at={at} />
              <li>
                <ItemFrame item={item}>
                  <ItemView item={item} />
                </ItemFrame>
              </li>
            </Fragment>
          ),
        )}
        <Drop group={group.id} at={group.items.length} />
      </ul>
      {!disabled && (
        <div className={css.add}>
          <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => add(emptyRow())}>
            {t(list ? "conditions.addFilter" : "conditions.add")}
          </Button>
          <Button size="small" type="text" onClick={() => add({ ...emptyGroup([emptyRow()]), join: "any" })}>
            {t("conditions.addGroup")}
          </Button>
          {!list && (
            <Button
              size="small"
              type="text"
              onClick={() => add({ id: newId(), type: "text", negated: false, text: "" })}
            >
              {t("conditions.addText")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function ItemView({ item }: { item: Item }) {
  const tree = useTree();
  const change = (next: Item) => tree.change(replace(tree.root, next));
  if (item.type === "group") return <GroupView group={item} />;
  return item.type === "row" ? <RowView row={item} change={change} /> : <TextRow text={item} change={change} />;
}

/** A gap between parts into which one can be dropped. */
function Drop({ group, at }: { group: string; at: number }) {
  const tree = useTree();
  if (tree.dragged === null) return null;
  const over = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = "move";
  };
  const drop = (event: DragEvent) => {
    over(event);
    if (tree.dragged) tree.change(move(tree.root, tree.dragged, group, at));
    tree.drag(null);
  };
  return <li className={css.drop} aria-hidden onDragOver={over} onDragEnter={over} onDrop={drop} />;
}
