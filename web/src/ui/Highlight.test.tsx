import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { Highlight, matches } from "./Highlight";

describe("matches", () => {
  it("finds digits across the gaps of a written number", () => {
    expect(matches("138 0013 8000", "0138")).toEqual([[5, 10]]);
  });
  it("finds every word of the query, in whatever order", () => {
    expect(matches("Anna Maria Li", "li anna")).toEqual([
      [0, 4],
      [11, 13],
    ]);
  });
  it("finds nothing where nothing matches", () => {
    expect(matches("王芳", "李")).toEqual([]);
    expect(matches("王芳", "  ")).toEqual([]);
  });
});

it("marks what matched and keeps the rest", () => {
  const { container } = render(<Highlight text="王芳芳" query="王" />);
  expect(container).toHaveTextContent("王芳芳");
  expect(container.querySelector("mark")).toHaveTextContent("王");
});
