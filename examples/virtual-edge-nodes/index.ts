// Two nodes of an Edge Orchestrator: one is registered beforehand, the other is onboarded by an operator's user name and
// password, which are typed at its console.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Orchestrator, Pool, VirtualEdgeNodes } from "pulumi-edgefleet";

const config = new pulumi.Config();
const fqdn = config.require("fqdn");
const operator = { username: config.require("username"), password: config.requireSecret("password") };
const ca = readFileSync(config.require("ca"), "utf8");

// Where DNS does not know the orchestrator, as with the stand-in: on the first address of this network.
const standIn = config.get("standIn");
const pool = new Pool("store");

const site = new VirtualEdgeNodes("site", {
  orchestrator: new Orchestrator({
    fqdn,
    project: config.require("project"),
    ...operator,
    ca,
    address: standIn && `${standIn}:443`,
  }),
  nodes: {
    registered: { onboarding: "nio" },
    attended: { onboarding: "io", onboardingUser: operator },
  },
  ...(config.get("login") ? { login: { username: "user", password: config.requireSecret("login") } } : {}),
  pool,
  vcpu: config.getNumber("vcpu"),
  memory: config.get("memory"),
  disk: config.get("disk"),
  provisioning: { logDir: config.get("logs") ?? "logs" },
  ...(standIn
    ? {
        subnet: standIn.replace(/\d+$/, "0/24"),
        dnsHosts: { orchestrator: { ip: standIn, names: [`tinkerbell-haproxy.${fqdn}`] } },
        // A plain iPXE, which has no script of its own.
        dnsmasqOptions: [`dhcp-boot=tag:ipxe,http://${standIn}/tink-stack/boot.ipxe`],
      }
    : {}),
});

export const nodes = Object.entries(site.nodes).map(
  ([key, { name, serial, ip, hostId, stage, machine }]) => ({
    key,
    name,
    serial,
    ip,
    hostId,
    stage,
    console: pulumi.interpolate`npx edgefleet console ${name}`,
    vnc: machine.domain.vncAddress,
  }),
);
