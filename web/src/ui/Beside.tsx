import { Drawer } from "antd";
import type { ReactNode } from "react";
import css from "./Beside.module.css";
import { useWide } from "./useWide";

const ROOM_PX = 1240;

type Props = { label: string; open: boolean; close: () => void; children: ReactNode; beside: ReactNode };

/** A list with something of it open beside it; where there is no room, in a drawer over it. */
export function Beside({ label, open, close, children, beside }: Props) {
  const wide = useWide(ROOM_PX);
  if (!wide)
    return (
      <>
        {children}
        <Drawer
          open={open}
          onClose={close}
          aria-label={label}
          closable={false}
          size={560}
          styles={{ body: { padding: 0 } }}
        >
          {open && beside}
        </Drawer>
      </>
    );
  return (
    <div className={`${css.split} ${open ? css.open : ""}`}>
      <div className={css.list}>{children}</div>
      {open && (
        <aside className={css.beside} aria-label={label}>
          {beside}
        </aside>
      )}
    </div>
  );
}
