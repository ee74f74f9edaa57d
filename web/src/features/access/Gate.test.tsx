import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import { TaskPanel } from "@/features/tasks/TaskPanel";
import { LI, Refusal, serve, show } from "../../../test/app";
import { Gate } from "./Gate";

const nobody = { authenticated: false, user: null };
const li = { authenticated: true, user: LI };
const none = { "GET /api/session/sign-on": () => ({ items: [] }) };
const app = <Gate>the workbench</Gate>;

async function tryToLogIn(): Promise<void> {
  await userEvent.type(await screen.findByLabelText("Login"), "li.na");
  await userEvent.type(screen.getByLabelText("Password"), "a long password");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
}

afterEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: the token comes as a cookie
  document.cookie = "csrftoken=; max-age=0";
});

it("shows the app to who is logged in", async () => {
  serve({ "GET /api/session": () => li });
  await show(app);
  expect(await screen.findByText("the workbench")).toBeInTheDocument();
});

it("lets in who knows the password, and sends the CSRF token with it", async () => {
  // biome-ignore lint/suspicious/noDocumentCookie: the token comes as a cookie
  document.cookie = "csrftoken=t0ken";
  const heard = serve({ ...none, "GET /api/session": () => nobody, "POST /api/session": () => li });
  await show(app);
  await tryToLogIn();
  expect(await screen.findByText("the workbench")).toBeInTheDocument();
  const [read, write] = heard.filter((request) => request.url.endsWith("/api/session"));
  expect(read?.headers.get("X-CSRFToken")).toBeNull();
  expect(write?.headers.get("X-CSRFToken")).toBe("t0ken");
  expect(await write?.json()).toEqual({ login: "li.na", password: "a long password" });
});

it.each([
  [401, "Login or password is wrong"],
  [429, "Too many attempts; try again later"],
  [500, "Something went wrong"],
])("says what happened when the server answers %i", async (status, said) => {
  serve({
    ...none,
    "GET /api/session": () => nobody,
    "POST /api/session": () => new Refusal(status, { detail: "no" }),
  });
  await show(app);
  await tryToLogIn();
  expect(await screen.findByRole("alert")).toHaveTextContent(said);
});

it("keeps the language chosen on the login page", async () => {
  const heard = serve({
    ...none,
    "GET /api/session": () => nobody,
    "POST /api/session": () => li,
    "PATCH /api/session": () => ({ ...li, user: { ...LI, language: "zh-CN" } }),
  });
  await show(app);
  await userEvent.click(await screen.findByRole("button", { name: "中文" }));
  await userEvent.type(await screen.findByLabelText("登录名"), "li.na");
  await userEvent.type(screen.getByLabelText("密码"), "a long password");
  await userEvent.click(screen.getByRole("button", { name: "登录" }));
  expect(await screen.findByText("the workbench")).toBeInTheDocument();
  expect(await heard.find(({ method }) => method === "PATCH")?.json()).toEqual({ language: "zh-CN" });
});

it("leads to the login page when a session has ended", async () => {
  let session: unknown = li;
  const gone = () => {
    session = nobody;
    return new Refusal(401, { detail: "Not logged in" });
  };
  serve({ ...none, "GET /api/session": () => session, "GET /api/tasks/7": gone });
  await show(
    <Gate>
      <TaskPanel id={7} />
    </Gate>,
  );
  expect(await screen.findByRole("button", { name: "Log in" })).toBeInTheDocument();
});

it("asks for the code where the login waits for a second factor", async () => {
  const waits = { ...nobody, waits_for: "second factor", ways: ["app", "recovery code"] };
  const heard = serve({
    ...none,
    "GET /api/session": () => nobody,
    "POST /api/session": () => waits,
    "POST /api/session/second-factor/proof": () => li,
  });
  await show(app);
  await tryToLogIn();
  await userEvent.type(await screen.findByLabelText("Code"), "123456");
  await userEvent.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByText("the workbench")).toBeInTheDocument();
  expect(await heard.at(-1)?.json()).toEqual({ code: "123456" });
});

it("offers the ways to sign on from elsewhere", async () => {
  const items = [{ key: "corp", name_zh: "集团账号", name_en: "Group login" }];
  serve({ "GET /api/session": () => nobody, "GET /api/session/sign-on": () => ({ items }) });
  await show(app);
  const link = await screen.findByRole("link", { name: "Log in with Group login" });
  expect(link).toHaveAttribute("href", "/api/session/sign-on/corp?next=%2F");
});
