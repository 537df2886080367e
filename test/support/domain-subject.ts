// The life of a machine, as the lifecycle suite walks it: only where there is a QEMU.
import type { Host } from "../../provider/host/host";
import * as domains from "../../provider/host/domain";
import { domain } from "../../provider/resources/domain";
import type { Subject } from "./subject";

const node = { name: "node", memory: "64MiB", running: false };

const defineMachine = (host: Host, name: string): Promise<void> =>
  host.run(
    domains.define(
      `<domain type="qemu"><name>${name}</name><memory unit="MiB">64</memory><os><type arch="x86_64" machine="q35">hvm</type></os></domain>`,
    ),
  );

export const domainSubject: Subject = {
  definition: domain,
  program: node,
  prefix: "domain ",
  replacing: [
    { what: "name", program: { ...node, name: "other" }, says: /^name: node → other \(REPLACE\)$/m },
  ],
  live: [
    { what: "a title", program: { ...node, title: "A node" }, says: /^title: none → A node \(live\)$/m },
    { what: "autostart", program: { ...node, autostart: true }, says: /^autostart: false → true \(live\)$/m },
    { what: "memory", program: { ...node, memory: "128MiB" }, says: /^memory: 64MiB → 128MiB \(/m },
    {
      what: "a serial port",
      program: { ...node, serials: { console: {} } },
      says: /^serials.console: none → .* \(/m,
    },
  ],
  drift: [
    {
      what: "gives it a description",
      act: (host, id) => host.run(domains.desc(id, "by hand", { title: false, live: false, config: true })),
      says: /^description: by hand → none \(live\)$/m,
    },
    {
      what: "switches autostart on",
      act: (host, id) => host.run(domains.autostart(id, true)),
      says: /^autostart: true → false \(live\)$/m,
    },
    {
      what: "changes what is no field of ours",
      act: async (host, id) => {
        const was = await host.run(domains.dumpxml(id, { inactive: true }));
        await host.run(domains.define(was.replace("<on_crash>destroy<", "<on_crash>restart<")));
      },
      says: /changed on the host, will be put back: on_crash: destroy → restart/,
    },
  ],
  vanish: (host, id) => host.run(domains.undefine(id)),
  foreign: (host) => defineMachine(host, "node"),
  neighbour: (host) => defineMachine(host, "node2"),
};
