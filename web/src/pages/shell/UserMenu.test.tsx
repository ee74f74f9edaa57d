import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { getSessionQueryKey } from "@/api/@tanstack/react-query.gen";
import { Gate } from "@/features/access/Gate";
import { queries } from "@/server";
import { LI, Refusal, serve, show } from "../../../test/app";
import UserMenu from "./UserMenu";

const away = new Refusal(503, { detail: "away" });

it.each([
  ["answers", { authenticated: false, user: null }],
  ["is away", away],
])("forgets what was read when one logs out and the server %s", async (_, answer) => {
  serve({
    "GET /api/session": () => ({ authenticated: true, user: LI }),
    "GET /api/session/sign-on": () => ({ items: [] }),
    "GET /api/emergencies/own": () => ({ current: null, takeable: [] }),
    "DELETE /api/session": () => answer,
  });
  await show(
    <Gate>
      <UserMenu showShortcuts={() => undefined} showEmergency={() => undefined} />
    </Gate>,
  );
  queries.setQueryData([{ _id: "getCustomer" }], { name: "王小明" });
  await userEvent.click(await screen.findByText("李娜"));
  await userEvent.click(await screen.findByText("Log out"));
  expect(await screen.findByLabelText("Password")).toBeInTheDocument();
  const kept = queries.getQueryCache().getAll();
  expect(kept.map((query) => (query.queryKey[0] as { _id: string })._id)).not.toContain("getCustomer");
  expect(JSON.stringify(kept.map((query) => query.state.data))).not.toContain("王小明");
  expect(queries.getQueryData(getSessionQueryKey())).toMatchObject({ authenticated: false });
});
