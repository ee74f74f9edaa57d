import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { EvidencePart } from "@/api";
import { show } from "../../../test/app";
import { Explanation } from "./Explanation";

const words = (en: string) => ({ zh: en, en });
const part = (sentence: string, held: boolean, rest: Partial<EvidencePart> = {}): EvidencePart => ({
  sentence: words(sentence),
  held,
  actual: words(""),
  rows: [],
  row_count: 0,
  joined: null,
  parts: [],
  ...rest,
});

it("says of each part whether it holds, and how joined parts belong together", async () => {
  const either = part("b or c", true, {
    joined: "or",
    parts: [part("b", false), part("c", true, { actual: words("7") })],
  });
  await show(<Explanation sentence={words("a and (b or c)")} parts={[part("a", true), either]} />);
  expect(screen.getByText("a and (b or c)")).toBeInTheDocument();
  const joined = screen.getByText("at least one of these").parentElement as HTMLElement;
  expect(within(joined).getByLabelText("does not hold")).toBeInTheDocument();
  expect(within(joined).getByText("7")).toBeInTheDocument();
});

it("says how several parts belong together instead of the whole sentence", async () => {
  await show(<Explanation sentence={words("a and b")} joined="and" parts={[part("a", true), part("b", true)]} />);
  expect(screen.getByText("all of these")).toBeInTheDocument();
  expect(screen.queryByText("a and b")).not.toBeInTheDocument();
});

it("writes evidence rows as people do, without reference numbers, and counts the rest", async () => {
  const values = {
    interaction_ref: "X1",
    at: "2026-03-01T02:00:00Z",
    channel: "call",
    duration_seconds: 90,
    resolved: false,
    text: null,
  };
  const rows = [{ list: "contacts", values }];
  await show(<Explanation sentence={words("s")} parts={[part("s", true, { rows, row_count: 9 })]} />);
  expect(screen.getAllByText("s")).toHaveLength(1);
  const row = screen.getByText("Contacts").closest("li");
  expect(row).toHaveTextContent(/Channel Phone.*Duration 1 min 30 s.*Settled at once No/);
  expect(row).not.toHaveTextContent("X1");
  expect(screen.getByText("and 3 more")).toBeInTheDocument();
});

it("does not call a value right or wrong", async () => {
  await show(<Explanation sentence={words("plan")} parts={[part("plan", false, { actual: words("5G") })]} ofValue />);
  expect(screen.queryByLabelText("does not hold")).not.toBeInTheDocument();
  expect(screen.getByText("5G")).toBeInTheDocument();
});
