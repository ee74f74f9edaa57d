import { MenuOutlined } from "@ant-design/icons";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation } from "react-router";
import { useSession } from "@/features/access/session";
import { useKeys } from "@/ui/keys";
import { Waiting } from "@/ui/Waiting";
import { Nav } from "./Nav";
import css from "./Shell.module.css";

const Search = lazy(() => import("@/features/profile/search/Search"));
const PurposeSwitch = lazy(() => import("@/features/access/sight/PurposeSwitch"));
const EmergencyNote = lazy(() => import("@/features/access/emergency/EmergencyNote"));
const TakeDialog = lazy(() => import("@/features/access/emergency/TakeDialog"));
const UserMenu = lazy(() => import("./UserMenu"));
const Shortcuts = lazy(() => import("./Shortcuts"));

/** The frame of every screen: menu, search, the user's own menu, and the shortcuts that hold everywhere. */
export function Shell() {
  const { t } = useTranslation();
  const { may } = useSession();
  const [menu, setMenu] = useState(false);
  const [help, setHelp] = useState(false);
  const [emergency, setEmergency] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const { pathname } = useLocation();
  const find = () => search.current?.focus();
  useKeys({ "/": find, "mod+k": find, "?": () => setHelp(true) });
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#content">
        {t("ui.skip")}
      </a>
      <Nav open={menu} close={() => setMenu(false)} />
      <div className={css.side}>
        <header className={css.top}>
          <button
            type="button"
            className={css.burger}
            aria-label={t("ui.menu.open")}
            aria-expanded={menu}
            aria-controls="menu"
            onClick={() => setMenu(true)}
          >
            <MenuOutlined aria-hidden />
          </button>
          <Suspense fallback={<span className={css.room} />}>
            {may("customers.read") ? <Search input={search} /> : <span className={css.room} />}
            <PurposeSwitch />
            <UserMenu showShortcuts={() => setHelp(true)} showEmergency={() => setEmergency(true)} />
          </Suspense>
        </header>
        <Suspense>
          <EmergencyNote />
        </Suspense>
        <main id="content" className={css.main} tabIndex={-1}>
          <Suspense key={pathname.split("/")[1]} fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Suspense>{emergency && <TakeDialog close={() => setEmergency(false)} />}</Suspense>
      <Suspense>{help && <Shortcuts close={() => setHelp(false)} />}</Suspense>
    </div>
  );
}
