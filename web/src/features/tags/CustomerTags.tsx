import { useQuery } from "@tanstack/react-query";
import { Drawer, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CarriedTag, CarriedTagGroup } from "@/api";
import { explainCustomerTagOptions, getCustomerTagsOptions } from "@/api/@tanstack/react-query.gen";
import { PanelNotShown } from "@/features/access/sight/NotShown";
import { useSight } from "@/features/access/sight/sight";
import { useWord } from "@/ui/code";
import { useFormat } from "@/ui/format";
import { Panel } from "@/ui/Panel";
import { Loaded, Nothing } from "@/ui/States";
import { useWide } from "@/ui/useWide";
import css from "./CustomerTags.module.css";
import { Explanation } from "./Explanation";

const SHOWN = 9;

/** The tags of a customer by kind; each says why it is there. */
export function CustomerTags({ customerId }: { customerId: string }) {
  const { t } = useTranslation();
  const sight = useSight();
  const tags = useQuery(getCustomerTagsOptions({ path: { customer_id: customerId } }));
  return (
    <Panel title={t("profile.tags.title")} extra={tags.data && t("profile.tags.hint")}>
      <Loaded query={tags} rows={3}>
        {({ groups, total }) =>
          total === 0 && sight.level("judgement") !== "readable" ? (
            <PanelNotShown category="judgement" />
          ) : total === 0 ? (
            <Nothing title={t("profile.tags.none")} />
          ) : (
            <div className={css.groups}>
              {groups.map(
                (group) => group.items.length > 0 && <Group key={group.kind} group={group} customerId={customerId} />,
              )}
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Group({ group, customerId }: { group: CarriedTagGroup; customerId: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const [all, setAll] = useState(false);
  const shown = all ? group.items : group.items.slice(0, SHOWN);
  const rest = group.items.length - SHOWN;
  return (
    <div className={css.group}>
      <h3>{word("tagKind", group.kind)}</h3>
      <ul>
        {shown.map((tag) => (
          <li key={tag.key}>
            <Tag tag={tag} customerId={customerId} />
          </li>
        ))}
        {rest > 0 && (
          <li>
            <button type="button" className={css.more} aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t("profile.tags.fewer") : t("profile.tags.all", { count: rest })}
            </button>
          </li>
        )}
      </ul>
    </div>
  );
}

function Tag({ tag, customerId }: { tag: CarriedTag; customerId: string }) {
  const { say } = useFormat();
  const [open, setOpen] = useState(false);
  const wide = useWide(768);
  const button = (
    <button
      type="button"
      className={`${css.tag} ${css[tag.kind]}`}
      aria-expanded={open}
      title={say(tag.says)}
      onClick={wide ? undefined : () => setOpen(true)}
    >
      {say(tag.name)}
      {tag.shown && <strong>{say(tag.shown)}</strong>}
    </button>
  );
  const why = <Why tag={tag} customerId={customerId} />;
  if (!wide)
    return (
      <>
        {button}
        <Drawer open={open} onClose={() => setOpen(false)} placement="bottom" title={say(tag.name)} destroyOnHidden>
          {why}
        </Drawer>
      </>
    );
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      title={say(tag.name)}
      content={why}
    >
      {button}
    </Popover>
  );
}

function Why({ tag, customerId }: { tag: CarriedTag; customerId: string }) {
  const { say } = useFormat();
  const why = useQuery(explainCustomerTagOptions({ path: { customer_id: customerId, key: tag.key } }));
  return (
    <div className={css.why}>
      {say(tag.says) && <p className={css.says}>{say(tag.says)}</p>}
      <Loaded query={why} rows={2}>
        {(answer) => (
          <Explanation
            sentence={answer.sentence}
            joined={answer.joined}
            parts={answer.parts}
            ofValue={tag.type !== "boolean"}
          />
        )}
      </Loaded>
    </div>
  );
}
