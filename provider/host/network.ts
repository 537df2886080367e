// Commands about networks.
import type { Command } from "./command";

const read = <V extends Command["verb"]>(verb: V, ...args: string[]): Command<V> =>
  ({ verb, args, idempotent: true }) as Command<V>;
const on = (network: string): string => `--network=${network}`;

/** All of them, or those that are active or start with the host. */
export const netList = (what: "uuid" | "name", only?: "active" | "autostart") =>
  read(
    "net-list",
    ...(only === "active" ? [] : ["--all"]),
    ...(only === "autostart" ? ["--autostart"] : []),
    `--${what}`,
  );
export const netDumpxml = (network: string, options: { inactive?: boolean } = {}) =>
  read("net-dumpxml", on(network), ...(options.inactive ? ["--inactive"] : []));
export const netInfo = (network: string) => read("net-info", on(network));
export const netDhcpLeases = (network: string) => read("net-dhcp-leases", on(network));
export const netUndefine = (network: string) => read("net-undefine", on(network));
export const netAutostart = (network: string, autostart: boolean) =>
  read("net-autostart", on(network), ...(autostart ? [] : ["--disable"]));
export const netStart = (network: string): Command<"net-start"> => ({
  verb: "net-start",
  args: [on(network)],
  idempotent: false,
});
export const netDestroy = (network: string): Command<"net-destroy"> => ({
  verb: "net-destroy",
  args: [on(network)],
  idempotent: false,
});

export const netDefine = (xml: string): Command<"net-define"> => ({
  verb: "net-define",
  args: [{ option: "file", document: "network" }, "--validate"],
  documents: { network: { text: xml } },
  idempotent: true,
});

/** A transient network: gone when it is destroyed. */
export const netCreate = (xml: string): Command<"net-create"> => ({
  verb: "net-create",
  args: [{ option: "file", document: "network" }, "--validate"],
  documents: { network: { text: xml } },
  idempotent: false,
});

export const netUpdate = (
  network: string,
  action: "add-last" | "delete" | "modify",
  section: "ip-dhcp-host" | "ip-dhcp-range" | "dns-host",
  xml: string,
  scope: { live: boolean; config: boolean },
): Command<"net-update"> => ({
  verb: "net-update",
  args: [
    on(network),
    `--command=${action}`,
    `--section=${section}`,
    { option: "xml", document: "entry" },
    ...(scope.live ? ["--live"] : []),
    ...(scope.config ? ["--config"] : []),
  ],
  documents: { entry: { text: xml } },
  idempotent: false,
});
