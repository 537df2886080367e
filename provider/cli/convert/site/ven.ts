// What Virtual Edge Node was told, by its config file and its Ansible inventory, as a program with VirtualEdgeNodes.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../../core/errors";
import type { Remark } from "../../import/taken";
import { readInventory, type Inventory, type Variables } from "./inventory";
import { argumentsText, json, keyText, type Project, type Setting } from "./project";
import { readAssignments } from "./shell-config";

interface Site {
  uri: string;
  count: number;
  onboarding: "io" | "nio";
}

export function venProject(path: string, inventoryFile: string | undefined): Project {
  const remarks: Remark[] = [];
  const config = readAssignments(read(configIn(path)), remarks);
  const inventory = inventoryFile ?? inventoryIn(path);
  const sites = inventory === undefined ? undefined : sitesOf(parsed(inventory), remarks);
  remark(config, remarks);
  const flows = new Set(sites ? Object.values(sites).map(({ onboarding }) => onboarding) : ["io"]);
  return {
    name: "virtual-edge-nodes",
    description: "Virtual edge nodes of an Edge Orchestrator",
    program: programOf(config, sites, flows.has("io")),
    settings: settingsOf(flows.has("io")),
    remarks,
  };
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

function configIn(path: string): string {
  const file = isFile(path) ? path : join(path, "config");
  if (isFile(file)) return file;
  throw new EdgeError(
    `${path} was not converted`,
    "it has no file named config",
    "Give the folder vm-provisioning, or its config file",
  );
}

function inventoryIn(path: string): string | undefined {
  const names = ["inventory.yml", "inventory.yaml", "inventory.ini", "inventory", "hosts"];
  return ["ansible", "."]
    .flatMap((folder) => names.map((name) => join(path, folder, name)))
    .find((file) => isFile(file));
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new EdgeError(
      `${file} was not converted`,
      (error as Error).message,
      "Give a file that can be read",
    );
  }
}

function parsed(file: string): Inventory {
  try {
    return readInventory(read(file));
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    throw new EdgeError(
      `${file} was not converted`,
      `it is no inventory: ${(error as Error).message}`,
      "Give an Ansible inventory, INI or YAML",
    );
  }
}

const yes = (value: unknown): boolean => /^(?:true|yes|on|1)$/i.test(String(value ?? ""));

function sitesOf(inventory: Inventory, remarks: Remark[]): Record<string, Site> {
  const sites: Record<string, Site> = {};
  for (const [name, vars] of Object.entries(inventory)) {
    const count = Number(vars["number_of_vms"] ?? 0);
    const address = vars["ansible_host"] ?? "";
    if (address === "" || !Number.isInteger(count)) {
      remarks.push({
        title: `host ${name}`,
        reason: address === "" ? "it has no ansible_host" : "its number_of_vms is no number",
      });
      continue;
    }
    sites[name] = {
      uri: uriOf(String(address), vars),
      count,
      onboarding: yes(vars["nio_flow"]) ? "nio" : "io",
    };
    if (["ansible_password", "ansible_ssh_pass", "ansible_become_pass"].some((key) => key in vars))
      remarks.push({
        title: `passwords of host ${name}`,
        reason: "ssh has to log in with a key, and the user has to be in the group libvirt",
      });
    if (yes(vars["install_packages"]) || Number(vars["install_packages"]) > 0)
      remarks.push({ title: `install_packages of host ${name}`, reason: "install libvirt there yourself" });
  }
  return sites;
}

function uriOf(address: string, vars: Variables): string {
  if (/^(?:localhost|127\.|::1$)/.test(address) || vars["ansible_connection"] === "local")
    return "qemu:///system";
  const user = vars["ansible_user"] ? `${encodeURIComponent(String(vars["ansible_user"]))}@` : "";
  const port = vars["ansible_port"] ? `:${String(vars["ansible_port"])}` : "";
  return `qemu+ssh://${user}${address.includes(":") ? `[${address}]` : address}${port}/system`;
}

const standalone = (config: Record<string, string>): boolean => (config["STANDALONE"] ?? "1") !== "0";

function remark(config: Record<string, string>, remarks: Remark[]): void {
  const reasons: Record<string, string> = {
    CI_CONFIG: "a node that fails is always kept, and `pulumi destroy` removes it",
    INTF_NAME: "it has no effect on virtual edge nodes",
    PXE_SERVER: "nodes boot over HTTPS",
    USERNAME:
      "nodes take their login from USERNAME_LINUX and PASSWORD_LINUX; set linuxUser and linuxPassword",
  };
  for (const [name, reason] of Object.entries(reasons))
    if (config[name] && config[name] !== "false") remarks.push({ title: name, reason });
  for (const name of Object.keys(config).filter(
    (key) => /PASSWORD|TOKEN|SECRET/.test(key) && key !== "PASSWORD",
  ))
    remarks.push({ title: name, reason: "credentials belong into the stack's configuration, see below" });
  if (!standalone(config) && config["BRIDGE_NAME"])
    remarks.push({
      title: "STANDALONE=0",
      reason: `the boot options are merged into network ${config["BRIDGE_NAME"]}, and taken out again in the end`,
    });
}

const settingsOf = (interactive: boolean): Setting[] => [
  { key: "project", means: "PROJECT_NAME" },
  { key: "apiUser", means: "PROJECT_API_USER" },
  { key: "apiPassword", secret: true, means: "PROJECT_API_PASSWORD" },
  { key: "orchestratorCa", means: "path of the orchestrator's Full_server.crt" },
  ...(interactive
    ? [
        { key: "onboardingUser", means: "ONBOARDING_USERNAME" },
        { key: "onboardingPassword", secret: true, means: "ONBOARDING_PASSWORD" },
      ]
    : []),
  { key: "linuxUser", means: "USERNAME_LINUX, optional" },
  { key: "linuxPassword", secret: true, means: "PASSWORD_LINUX, optional" },
];

/** `110G` of qemu-img is a power of two. */
const sizeOf = (text: string): string =>
  /^\d+[KMGT]$/i.test(text) ? `${text.slice(0, -1)}${text.slice(-1).toUpperCase()}iB` : text;

function programOf(
  config: Record<string, string>,
  sites: Record<string, Site> | undefined,
  interactive: boolean,
): string {
  const ownNetwork = !config["BRIDGE_NAME"];
  const common = {
    orchestrator: "orchestrator",
    onboardingUser: interactive ? "onboardingUser" : undefined,
    login: "login",
    vcpu: config["NO_OF_CPUS"] ?? "4",
    memory: json(`${config["RAM_SIZE"] ?? "8192"}MiB`),
    disk: json(sizeOf(config["SDA_DISK_SIZE"] ?? "110G")),
    accelerator: json(config["LIBVIRT_DRIVER"] === "qemu" ? "tcg" : (config["LIBVIRT_DRIVER"] ?? "kvm")),
    pool: json(standalone(config) ? "default" : (config["POOL_NAME"] ?? "default")),
    network: ownNetwork ? undefined : json(config["BRIDGE_NAME"]),
    namePrefix: config["VM_NAME"] ? json(config["VM_NAME"]) : undefined,
  };
  const classes = [...(sites ? ["Host"] : []), "Orchestrator", "VirtualEdgeNodes"];
  return `import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ${classes.join(", ")} } from "pulumi-edgefleet";

const config = new pulumi.Config();

const orchestrator = new Orchestrator({
  fqdn: ${json(config["CLUSTER"] ?? "kind.internal")},
  project: config.require("project"),
  username: config.require("apiUser"),
  password: config.requireSecret("apiPassword"),
  ca: readFileSync(config.require("orchestratorCa"), "utf8"),
});
${
  interactive
    ? `const onboardingUser = {
  username: config.require("onboardingUser"),
  password: config.requireSecret("onboardingPassword"),
};
`
    : ""
}const linuxUser = config.get("linuxUser");
const login =
  linuxUser === undefined
    ? undefined
    : { username: linuxUser, password: config.requireSecret("linuxPassword") };

/** What all nodes have in common. */
const common = {
${argumentsText(common)}} as const;

${sites ? onHosts(sites) : onOne}
function serialsOf({ nodes }: VirtualEdgeNodes): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(Object.entries(nodes).map(([key, { serial }]) => [key, serial]));
}
`;
}

const onOne = `const nodes = new VirtualEdgeNodes("ven", {
  ...common,
  count: config.getNumber("count") ?? 1,
  onboarding: "io",
});
export const serials = pulumi.output(serialsOf(nodes));
`;

function onHosts(sites: Record<string, Site>): string {
  const entries = Object.entries(sites).map(
    ([name, { uri, count, onboarding }]) =>
      `  ${keyText(name)}: { uri: ${json(uri)}, count: ${count}, onboarding: ${json(onboarding)} },\n`,
  );
  return `/** How many nodes on which host. */
const sites = {
${entries.join("")}} as const;

export const serials = Object.fromEntries(
  Object.entries(sites).map(([name, { uri, count, onboarding }]) => {
    const host = new Host(name, { uri });
    const nodes = new VirtualEdgeNodes(name, { ...common, count, onboarding }, { host });
    return [name, pulumi.output(serialsOf(nodes))];
  }),
);
`;
}
