/** An error of the API (RFC 9457) or of the way to it: what, where, and what to do. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    readonly where: string | null = null,
    readonly remedy: string | null = null,
  ) {
    super(detail);
  }
}

type Body = { detail?: unknown; where?: unknown; do?: unknown };

const text = (value: unknown): string | null => (typeof value === "string" && value ? value : null);

/** Input that the API's shapes refused comes as a list of places; it reads as one line. */
function places(detail: unknown): string | null {
  if (!Array.isArray(detail)) return null;
  return detail
    .map((item: { loc?: unknown[]; msg?: string }) => `${item.loc?.at(-1) ?? ""}: ${item.msg ?? ""}`)
    .join("; ");
}

/** The problem behind whatever a request threw; status 0 means that the server was not reached. */
export function problemOf(error: unknown, response?: Response): Problem {
  if (error instanceof Problem) return error;
  const status = response?.status ?? 0;
  const body: Body = typeof error === "object" && error !== null && !(error instanceof Error) ? error : {};
  return new Problem(status, text(body.detail) ?? places(body.detail) ?? "", text(body.where), text(body.do));
}
