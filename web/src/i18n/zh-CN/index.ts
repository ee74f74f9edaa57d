import antd from "antd/es/locale/zh_CN";
import access from "./access.json";
import codes from "./codes.json";
import definitions from "./definitions.json";
import facts from "./facts.json";
import identity from "./identity.json";
import ingest from "./ingest.json";
import jobs from "./jobs.json";
import profile from "./profile.json";
import tasks from "./tasks.json";
import ui from "./ui.json";

export const texts = { access, codes: { ...codes, ...facts }, definitions, identity, ingest, jobs, profile, tasks, ui };
export { antd };
