import "i18next";
import type { texts } from "./zh-CN";

// A key that the Chinese texts do not have is a type error.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof texts };
    returnNull: false;
  }
}
