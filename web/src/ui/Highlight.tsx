/** Where the words of `query` occur in `text`: spans [from, to), case and the gaps between digits ignored. */
export function matches(text: string, query: string): [number, number][] {
  const kept = [...text]
    .map((char, at) => ({ char: char.toLowerCase(), at }))
    .filter(({ char }) => /[\p{L}\p{N}@._]/u.test(char));
  const plain = kept.map(({ char }) => char).join("");
  const found: [number, number][] = [];
  for (const word of query.toLowerCase().split(/\s+/)) {
    const needle = [...word].filter((char) => /[\p{L}\p{N}@._]/u.test(char)).join("");
    const from = needle ? plain.indexOf(needle) : -1;
    const first = kept[from];
    const last = kept[from + needle.length - 1];
    if (first && last) found.push([first.at, last.at + 1]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}

/** A text with the words of a query marked. */
export function Highlight({ text, query }: { text: string; query: string }) {
  const parts = [];
  let at = 0;
  for (const [from, to] of matches(text, query)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  );
}
