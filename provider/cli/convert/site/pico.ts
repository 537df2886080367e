// What pico's Terraform modules were told by a variables file, as a program: a node of an orchestrator, or a clean VM.
import { readFileSync } from "node:fs";
import { EdgeError } from "../../../core/errors";
import type { Remark } from "../../import/taken";
import { argumentsText, json, keyText, templateText, type Project } from "./project";
import { readVariables } from "./tfvars";

type Variables = Record<string, unknown>;

export function picoProject(file: string): Project {
  const variables = parsed(file);
  const remarks: Remark[] = [];
  const make = "tinkerbell_haproxy_domain" in variables ? nodeProject : cleanProject;
  const given = new Given(variables);
  const project = make(given, remarks);
  for (const name of given.left()) remarks.push({ title: name, reason: "nothing here corresponds to it" });
  return { ...project, remarks };
}

function parsed(file: string): Variables {
  try {
    return readVariables(readFileSync(file, "utf8"));
  } catch (error) {
    throw new EdgeError(
      `${file} was not converted`,
      `it is no file of variables: ${(error as Error).message}`,
      "Give a .tfvars file with literal values, or .tfvars.json",
    );
  }
}

/** The variables, and which of them have been looked at. */
class Given {
  private readonly seen = new Set<string>();

  constructor(private readonly variables: Variables) {}

  get<T>(name: string, otherwise: T): T {
    this.seen.add(name);
    const value = this.variables[name];
    return value === undefined || value === "" ? otherwise : (value as T);
  }

  left(): string[] {
    return Object.keys(this.variables).filter((name) => !this.seen.has(name));
  }
}

const gibibytes = (value: number | string): string => json(`${value}GiB`);
const mebibytes = (value: number | string): string => json(`${value}MiB`);

/** The module that boots a node from a disk with the orchestrator's iPXE. */
function nodeProject(given: Given, remarks: Remark[]): Omit<Project, "remarks"> {
  const name = given.get("vm_name", "pico-node-libvirt");
  const domain = given.get("tinkerbell_haproxy_domain", "");
  given.get("libvirt_firmware", "");
  given.get("vm_console", "pty");
  const uuid = given.get("smbios_uuid", "");
  const serial = given.get("smbios_serial", "");
  if (!domain.startsWith("tinkerbell-haproxy."))
    remarks.push({
      title: `tinkerbell_haproxy_domain = ${domain}`,
      reason: "it does not begin with tinkerbell-haproxy.; correct the orchestrator's fqdn",
    });
  remarks.push({
    title: "the boot disk",
    reason:
      "the firmware boots over HTTPS by itself, and trusts the orchestrator's CA; class BootDisk makes such a disk",
  });
  if (!given.get("tpm_enable", true))
    remarks.push({ title: "tpm_enable = false", reason: "nodes of an orchestrator always have a TPM" });
  given.get("boot_order", []);
  const args = argumentsText({
    orchestrator: "orchestrator",
    onboarding: json("nio"),
    nodes: `{ ${keyText(name)}: {${serial ? ` serial: ${json(serial)} ` : ""}} }`,
    vcpu: String(given.get("cpu_cores", 8)),
    memory: mebibytes(given.get("memory", 8192)),
    disk: gibibytes(given.get("disk_size", 110)),
    pool: json(given.get("libvirt_pool_name", "default")),
    network: json(given.get("libvirt_network_name", "default")),
  });
  given.get("smbios_product", "");
  if (uuid)
    remarks.push({
      title: "smbios_uuid",
      reason: "the node has one of its own; it is known by its serial number",
    });
  return {
    name: "pico-node",
    description: "A virtual edge node of an Edge Orchestrator",
    settings: [
      { key: "project", means: "the orchestrator's project" },
      { key: "apiUser", means: "a user who may register hosts" },
      { key: "apiPassword", secret: true, means: "that user's password" },
      { key: "orchestratorCa", means: "path of the orchestrator's Full_server.crt" },
    ],
    program: `import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Orchestrator, VirtualEdgeNodes } from "pulumi-edgefleet";

const config = new pulumi.Config();

const orchestrator = new Orchestrator({
  fqdn: ${json(domain.replace(/^tinkerbell-haproxy\./, ""))},
  project: config.require("project"),
  username: config.require("apiUser"),
  password: config.requireSecret("apiPassword"),
  ca: readFileSync(config.require("orchestratorCa"), "utf8"),
});

const { nodes } = new VirtualEdgeNodes("pico", {
${args}});

const node = nodes[${json(name)}];
export const vmNameAndSerial = { name: node?.name, serial: node?.serial, uuid: node?.uuid };
`,
  };
}

interface DataDisk {
  name?: string;
  size?: number;
}

/** The module of a clean Ubuntu with cloud-init. */
function cleanProject(given: Given, remarks: Remark[]): Omit<Project, "remarks"> {
  const name = given.get("vm_name", "ubuntu-server");
  const user = given.get("default_user", "user");
  const url = given.get(
    "ubuntu_image_url",
    "https://cloud-images.ubuntu.com/releases/24.04/release/ubuntu-24.04-server-cloudimg-amd64.img",
  );
  given.get("default_password", "");
  const ssh = given.get("ssh_enabled", false);
  const keys = given.get<string[]>("ssh_authorized_keys", []);
  const uri = given.get("libvirt_uri", "");
  remarks.push({ title: "ubuntu_image_url", reason: `download it yourself: curl -LO ${url}` });
  const disks = given.get<DataDisk[]>("additional_disks", []).map(({ name: disk, size = 1 }, i) => ({
    key: disk ?? `data${i + 1}`,
    size: gibibytes(size),
  }));
  const made = disks.map(
    ({ key, size }, i) =>
      `const data${i + 1} = new Volume(${json(`${name}-${key}`)}, { pool, size: ${size} });\n`,
  );
  const plugged = disks.map(({ key }, i) => `      ${keyText(key)}: { source: { volume: data${i + 1} } },\n`);
  const args = argumentsText({
    vcpu: String(given.get("cpu", 4)),
    memory: mebibytes(given.get("memory", 4096)),
    disk: gibibytes(given.get("disk_size", 40)),
    image: "image",
    pool: "pool",
    network: json(given.get("libvirt_network_name", "default")),
    autostart: String(given.get("vm_autostart", true)),
    domain: `{\n    disks: {\n      seed: { source: { volume: seed } },\n${plugged.join("")}    },\n  }`,
  });
  const access = ssh ? `\nssh_pwauth: true\nssh_authorized_keys: ${templateText(json(keys))}` : "";
  return {
    name: "clean-vm",
    description: "A clean virtual machine with cloud-init",
    settings: [
      ...(uri ? [{ key: `edgefleet:uri ${uri}`, means: "libvirt_uri" }] : []),
      { key: "image", means: "path of the downloaded image, as qcow2" },
      { key: "password", secret: true, means: "default_password" },
    ],
    program: `import * as pulumi from "@pulumi/pulumi";
import { CloudInitDisk, EdgeNode, Volume } from "pulumi-edgefleet";

const config = new pulumi.Config();
const pool = ${json(given.get("libvirt_pool_name", "default"))};

const image = new Volume("image", { pool, content: { file: config.require("image") } });
const seed = new CloudInitDisk(${json(`${name}-seed`)}, {
  pool,
  hostname: ${json(name)},
  userData: pulumi.interpolate\`#cloud-config
user: ${templateText(json(user))}
password: \${config.requireSecret("password").apply(JSON.stringify)}
chpasswd: { expire: false }${access}
\`,
});
${made.join("")}
const node = new EdgeNode(${json(name)}, {
${args}});

export const { name: vmName, serial: vmSerial, ip: vmIp } = node;
`,
  };
}
