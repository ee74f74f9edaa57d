import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useKeys } from "./keys";

function Screen({ next, find }: { next: () => void; find: () => void }) {
  useKeys({ j: next, "mod+k": find });
  return <input aria-label="note" />;
}

it("hears plain keys, but not while somebody types", () => {
  const next = vi.fn();
  render(<Screen next={next} find={() => {}} />);
  fireEvent.keyDown(document.body, { key: "j" });
  fireEvent.keyDown(screen.getByLabelText("note"), { key: "j" });
  expect(next).toHaveBeenCalledTimes(1);
});

it("hears Ctrl and ⌘ everywhere", () => {
  const find = vi.fn();
  render(<Screen next={() => {}} find={find} />);
  fireEvent.keyDown(screen.getByLabelText("note"), { key: "k", ctrlKey: true });
  fireEvent.keyDown(document.body, { key: "K", metaKey: true });
  expect(find).toHaveBeenCalledTimes(2);
});

it("falls silent when the screen has gone", () => {
  const next = vi.fn();
  render(<Screen next={next} find={() => {}} />).unmount();
  fireEvent.keyDown(document.body, { key: "j" });
  expect(next).not.toHaveBeenCalled();
});
