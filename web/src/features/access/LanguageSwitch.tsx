import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language, speak } from "@/i18n";
import css from "./LanguageSwitch.module.css";

/** Each language is named in itself, so that nobody has to read the other one. */
const NAMES: Record<Language, string> = { "zh-CN": "中文", en: "English" };

export function LanguageSwitch({ chosen }: { chosen?: (language: Language) => void }) {
  const { t, i18n } = useTranslation();
  const choose = (language: Language) => {
    void speak(language);
    chosen?.(language);
  };
  return (
    <fieldset className={css.switch}>
      <legend className="visually-hidden">{t("ui.language")}</legend>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          onClick={() => choose(language)}
        >
          {NAMES[language]}
        </button>
      ))}
    </fieldset>
  );
}
