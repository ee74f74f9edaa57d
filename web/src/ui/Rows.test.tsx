import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { type Column, Rows } from "./Rows";

type Row = { id: number; name: string };
const COLUMNS: Column<Row>[] = [
  { key: "name", label: "Name", lead: true, show: (row) => row.name },
  { key: "more", label: "More", show: (row) => <button type="button">{`more of ${row.name}`}</button> },
];
const ROWS: Row[] = [
  { id: 1, name: "Anna" },
  { id: 2, name: "Bo" },
];

it("is a table with a name and headings, and each cell knows its heading for the card", () => {
  render(<Rows label="People" rows={ROWS} columns={COLUMNS} keyOf={(row) => row.id} />);
  expect(screen.getByRole("table", { name: "People" })).toBeInTheDocument();
  expect(screen.getAllByRole("columnheader")).toHaveLength(2);
  expect(screen.getByText("Anna").closest("td")).toHaveAttribute("data-label", "Name");
});

it("opens a row by click and by keyboard, but not when Enter is meant for a button in it", async () => {
  const open = vi.fn();
  render(<Rows label="People" rows={ROWS} columns={COLUMNS} keyOf={(row) => row.id} open={open} />);
  await userEvent.click(screen.getByText("Bo"));
  expect(open).toHaveBeenLastCalledWith(ROWS[1]);
  screen.getByText("Anna").closest("tr")?.focus();
  await userEvent.keyboard("{Enter}");
  expect(open).toHaveBeenLastCalledWith(ROWS[0]);
  expect(open).toHaveBeenCalledTimes(2);
});
