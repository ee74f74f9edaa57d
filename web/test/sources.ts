import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** The source files that people wrote, by path from `web/`: neither generated nor tests. */
export function sources(extensions: string[]): Map<string, string> {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extensions.some((extension) => entry.name.endsWith(extension)))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith("src/api/") && !/\.test\.tsx?$/.test(path));
  return new Map(files.map((path) => [path, readFileSync(join(ROOT, path), "utf-8")]));
}
