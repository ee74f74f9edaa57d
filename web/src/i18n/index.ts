import type { Locale } from "antd/es/locale";
import i18next, { type i18n } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text that the operator's definitions carry in both languages. */
export type Said = { zh?: string | null; en?: string | null };

const STORE = "tieline.language";
const bundles = { "zh-CN": () => import("./zh-CN"), en: () => import("./en") };
const antdLocales = new Map<Language, Locale>();

export const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);

/** The language last chosen in this browser; Chinese to begin with. */
export function rememberedLanguage(): Language {
  const remembered = localStorage.getItem(STORE);
  return isLanguage(remembered) ? remembered : "zh-CN";
}

/** Ant Design's own words in a language that has been loaded. */
export const antdLocale = (language: string): Locale | undefined => antdLocales.get(language as Language);

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "translation")) return;
  const bundle = await bundles[language]();
  antdLocales.set(language, bundle.antd);
  i18next.addResourceBundle(language, "translation", bundle.texts);
}

/** Speaks `language` from now on, here and on the next visit. */
export async function speak(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(STORE, language);
  document.documentElement.lang = language;
}

/** Starts the translations; only the words of the language in use are loaded. */
export async function startTranslations(language: Language): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    showSupportNotice: false,
  });
  await speak(language);
  return i18next;
}
