import antd from "antd/es/locale/en_US";
import access from "./access.json";
import changes from "./changes.json";
import codes from "./codes.json";
import conditions from "./conditions.json";
import connections from "./connections.json";
import consent from "./consent.json";
import definitions from "./definitions.json";
import emergency from "./emergency.json";
import exports from "./exports.json";
import facts from "./facts.json";
import feeds from "./feeds.json";
import holds from "./holds.json";
import identity from "./identity.json";
import ingest from "./ingest.json";
import jobs from "./jobs.json";
import mapping from "./mapping.json";
import organisation from "./organisation.json";
import profile from "./profile.json";
import quality from "./quality.json";
import register from "./register.json";
import rehearsal from "./rehearsal.json";
import requests from "./requests.json";
import retention from "./retention.json";
import rights from "./rights.json";
import roles from "./roles.json";
import sight from "./sight.json";
import sources from "./sources.json";
import tasks from "./tasks.json";
import ui from "./ui.json";
import unusual from "./unusual.json";

export const texts = {
  access,
  codes: { ...changes, ...codes, ...facts, ...mapping, ...rights },
  conditions,
  connections,
  consent,
  definitions,
  exports,
  emergency,
  holds,
  identity,
  ingest,
  jobs,
  profile,
  tasks,
  ui,
  feeds,
  quality,
  organisation,
  register,
  rehearsal,
  requests,
  retention,
  roles,
  sight,
  sources,
  unusual,
};
export { antd };
