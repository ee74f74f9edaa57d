import { describe, expect, it } from "vitest";
import { Problem, problemOf } from "./problem";

const answer = (status: number) => new Response(null, { status });

describe("problemOf", () => {
  it("keeps what, where and what to do", () => {
    const problem = problemOf({ detail: "No such customer", where: "customer 7", do: "Search again" }, answer(404));
    expect(problem).toMatchObject({
      status: 404,
      detail: "No such customer",
      where: "customer 7",
      remedy: "Search again",
    });
  });
  it("reads refused input as one line of places", () => {
    const body = {
      detail: [
        { loc: ["query", "limit"], msg: "too large" },
        { loc: ["body", "note"], msg: "too long" },
      ],
    };
    expect(problemOf(body, answer(422)).detail).toBe("limit: too large; note: too long");
  });
  it("tells an unreachable server apart", () => {
    expect(problemOf(new TypeError("Failed to fetch")).status).toBe(0);
  });
  it("leaves a problem as it is", () => {
    const problem = new Problem(403, "no");
    expect(problemOf(problem)).toBe(problem);
  });
});
