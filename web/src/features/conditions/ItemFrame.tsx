import { HolderOutlined, MoreOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps } from "antd";
import type { KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./conditions.module.css";
import { type Item, isWhole } from "./model";
import { useScope, useTree } from "./scope";
import { canStep, type Direction, duplicate, remove, replace, step, unwrap, wrap } from "./tree";

const WAYS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };
const STEPS = ["up", "down", "in", "out"] as const;

/** A part with its handle, by which it is dragged or moved with Alt and the arrow keys, and all that can be done with it. */
export function ItemFrame({ item, children }: { item: Item; children: ReactNode }) {
  const { t } = useTranslation();
  const { disabled } = useScope();
  const tree = useTree();
  const press = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    if (!event.altKey || !way || disabled) return;
    event.preventDefault();
    event.stopPropagation();
    tree.change(step(tree.root, item.id, way));
  };
  const plain = item.type === "row" && item.op === "holds" && item.subject !== null;
  return (
    <div className={`${css.frame} ${tree.dragged === item.id ? css.dragged : ""}`} data-whole={isWhole(item)}>
      {!disabled && (
        <button
          type="button"
          className={css.handle}
          draggable
          aria-label={t("conditions.move.label")}
          title={t("conditions.move.hint")}
          onKeyDown={press}
          onDragStart={(event) => {
            event.stopPropagation();
            event.dataTransfer.effectAllowed = "move";
            event.dataTransfer.setData("text/plain", item.id);
            // The browser takes its picture of what is dragged before anything around it changes.
            setTimeout(() => tree.drag(item.id), 0);
          }}
          onDragEnd={() => tree.drag(null)}
        >
          <HolderOutlined />
        </button>
      )}
      <div className={css.content}>
        {item.negated && item.type !== "group" && !plain && <span className={css.not}>{t("conditions.not")}</span>}
        {children}
      </div>
      {!disabled && <Menu item={item} canNegate={!plain} />}
    </div>
  );
}

function Menu({ item, canNegate }: { item: Item; canNegate: boolean }) {
  const { t } = useTranslation();
  const tree = useTree();
  const { root, change } = tree;
  const items: MenuProps["items"] = [
    ...STEPS.map((way) => ({
      key: way,
      label: t(`conditions.move.${way}`),
      disabled: !canStep(root, item.id, way),
      onClick: () => change(step(root, item.id, way)),
    })),
    { type: "divider" },
    { key: "duplicate", label: t("conditions.duplicate"), onClick: () => change(duplicate(root, item.id)) },
    ...(canNegate
      ? [
          {
            key: "not",
            label: t(item.negated ? "conditions.unnegate" : "conditions.negate"),
            onClick: () => change(replace(root, { ...item, negated: !item.negated })),
          },
        ]
      : []),
    { key: "wrap", label: t("conditions.wrap"), onClick: () => change(wrap(root, item.id)) },
    ...(item.type === "group" && !item.negated
      ? [{ key: "unwrap", label: t("conditions.unwrap"), onClick: () => change(unwrap(root, item.id)) }]
      : []),
    { type: "divider" },
    { key: "remove", danger: true, label: t("conditions.remove"), onClick: () => change(remove(root, item.id)) },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
      <Button type="text" size="small" className={css.menu} aria-label={t("conditions.more")} icon={<MoreOutlined />} />
    </Dropdown>
  );
}
