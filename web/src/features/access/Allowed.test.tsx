import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Nav } from "@/pages/shell/Nav";
import { LI, show } from "../../../test/app";
import { Allowed } from "./Allowed";

it("shows a screen to who may open it", async () => {
  await show(<Allowed to="tasks.work">the screen</Allowed>);
  expect(screen.getByText("the screen")).toBeInTheDocument();
});

it("says which permission is lacking to who followed an address", async () => {
  await show(<Allowed to="users.manage">the screen</Allowed>);
  expect(screen.queryByText("the screen")).not.toBeInTheDocument();
  expect(screen.getByRole("heading", { name: "You may not open this page" })).toBeInTheDocument();
  expect(screen.getByText(/users\.manage/)).toBeInTheDocument();
});

it("offers in the menu only what the user may open", async () => {
  await show(<Nav open={false} close={() => {}} />);
  const offered = screen.getAllByRole("link").map((link) => link.textContent);
  expect(offered).toEqual(["Tieline", "Workbench", "Alerts", "Customers"]);
});

it("offers everything to who may everything", async () => {
  const everything = [
    "definitions.read",
    "data.read",
    "operations.read",
    "users.manage",
    "changes.read",
    "exports.ask",
  ];
  await show(<Nav open={false} close={() => {}} />, {
    user: { ...LI, permissions: [...LI.permissions, ...everything] },
  });
  expect(screen.getAllByRole("link")).toHaveLength(21);
});
