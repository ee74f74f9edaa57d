import type { ConnectionShape } from "@/api";
import { keyOf, type Text } from "@/features/ingest/draft/draft";

/** A connection as its definition writes it; options that the screen does not know are kept as they are. */
export type ConnectionBody = {
  key: string;
  name: Text;
  type: string;
  url: string;
  options: Record<string, unknown>;
};

/** An option of a type; `secret` ones hold the name of a secret, written as `${NAME}`. Dots lead into objects. */
export type Option = { name: string; secret?: boolean; wide?: boolean; choices?: readonly string[] };

export const TYPES = ["database", "folder", "s3", "sftp", "rest", "kafka", "nats", "redis", "rabbit"] as const;

/** Listened to, not asked: whether they answer shows in how the source fares. */
export const BROKERS = new Set<string>(["kafka", "nats", "redis", "rabbit"]);

export const URLS: Record<string, string[]> = {
  database: [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: secrets are named so
    "postgresql://reader:${CRM_PASSWORD}@crm:5432/crm",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: secrets are named so
    "mysql://reader:${CRM_PASSWORD}@crm:3306/crm",
    "sqlite:///srv/exports/crm.sqlite3",
  ],
  folder: ["file:///srv/exports"],
  s3: ["s3://bucket/prefix"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: secrets are named so
  sftp: ["sftp://reader:${SFTP_PASSWORD}@host:22/home/exports"],
  rest: ["https://crm.example/api/v1"],
  kafka: ["kafka://broker:9092"],
  nats: ["nats://broker:4222"],
  redis: ["redis://broker:6379"],
  rabbit: ["amqp://broker:5672"],
};

const AUTH: Record<string, Option[]> = {
  bearer: [{ name: "auth.token", secret: true }],
  api_key: [{ name: "auth.name" }, { name: "auth.api_key", secret: true }],
  http_basic: [{ name: "auth.username" }, { name: "auth.password", secret: true }],
};

const OPTIONS: Record<string, Option[]> = {
  database: [{ name: "tls", choices: ["off", "prefer", "require", "verify"] }],
  s3: [
    { name: "endpoint_url", wide: true },
    { name: "region" },
    { name: "key", secret: true },
    { name: "secret", secret: true },
  ],
  sftp: [
    { name: "host_key", wide: true },
    { name: "private_key", secret: true },
  ],
  rest: [{ name: "auth.type", choices: Object.keys(AUTH) }],
};

/** The options that the screen asks for: those of the type, and of the way in which a REST API knows us. */
export function optionsOf(body: ConnectionBody): Option[] {
  return [...(OPTIONS[body.type] ?? []), ...(AUTH[optionOf(body, "auth.type")] ?? [])];
}

/** An option as text; of a secret its name alone. */
export function optionOf(body: ConnectionBody, name: string): string {
  const value = name
    .split(".")
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], body.options);
  return value === undefined ? "" : String(value).replace(/^\$\{(.*)\}$/, "$1");
}

/** The body with an option said, or left out where it says nothing; another kind of `auth` begins anew. */
export function withOption(body: ConnectionBody, { name, secret }: Option, text: string): ConnectionBody {
  const value = text === "" ? undefined : secret ? `\${${text}}` : text;
  const [first = "", second] = name.split(".");
  const before = second === "type" ? {} : (body.options[first] as Record<string, unknown> | undefined);
  const said = second === undefined ? value : without({ ...before, [second]: value });
  const nothing = typeof said === "object" && Object.keys(said).length === 0;
  return { ...body, options: without({ ...body.options, [first]: nothing ? undefined : said }) };
}

const without = (options: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

export const NEW_CONNECTION: ConnectionBody = {
  key: "",
  name: { zh: "", en: "" },
  type: "database",
  url: "",
  options: {},
};

/** What is published of a connection, to be changed. */
export const bodyOf = ({ key, name, type, url, options }: ConnectionShape): ConnectionBody => ({
  key,
  name: { zh: name.zh, en: name.en },
  type,
  url,
  options,
});

/** The body with an English name; a key that was not chosen follows it. */
export function named(body: ConnectionBody, en: string): ConnectionBody {
  const follows = body.key === keyOf(body.name.en);
  return { ...body, name: { ...body.name, en }, key: follows ? keyOf(en) : body.key };
}
