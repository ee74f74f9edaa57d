import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useSession } from "@/features/access/session";
import { Logo } from "@/ui/Logo";
import { MENU } from "./menu";
import css from "./Nav.module.css";

/** The menu with what the user may open. */
export function Nav({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation();
  const { may } = useSession();
  const groups = MENU.map((group) => ({ ...group, entries: group.entries.filter((entry) => may(entry.needs)) }));
  return (
    <>
      {open && <button type="button" className={css.veil} aria-label={t("ui.menu.close")} onClick={close} />}
      <nav id="menu" className={`${css.nav} ${open ? css.open : ""}`} aria-label={t("ui.menu.label")}>
        <NavLink to="/" className={css.brand ?? ""} onClick={close}>
          <Logo />
        </NavLink>
        {groups.map(
          (group) =>
            group.entries.length > 0 && (
              <div key={group.group} className={css.group}>
                <h2>{t(group.group)}</h2>
                <ul>
                  {group.entries.map(({ to, label, Icon, ...entry }) => (
                    <li key={to}>
                      <NavLink
                        to={to}
                        className={({ isActive }) => `${css.link} ${isActive ? css.active : ""}`}
                        onClick={close}
                      >
                        <Icon aria-hidden />
                        {t(label)}
                        {"Badge" in entry && <entry.Badge />}
                      </NavLink>
                    </li>
                  ))}
                </ul>
              </div>
            ),
        )}
      </nav>
    </>
  );
}
