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

async function redefine(host: Host, id: string, was: string, now: string): Promise<void> {
  const xml = await host.run(domains.dumpxml(id, { inactive: true }));
  await host.run(domains.define(xml.replace(was, now)));
}

export const domainSubject: Subject = {
  definition: domain,
  program: node,
  prefix: "domain ",
  replacing: [
    { what: "name", program: { ...node, name: "other" }, says: /^name: node → other \(REPLACE\)$/m },
  ],
  several: { ...node, title: "A node", autostart: true },
  live: [
    { what: "a title", program: { ...node, title: "A node" }, says: /^title: none → A node \(live\)$/m },
    { what: "autostart", program: { ...node, autostart: true }, says: /^autostart: false → true \(live\)$/m },
    { what: "memory", program: { ...node, memory: "128MiB" }, says: /^memory: 64MiB → 128MiB \(/m },
    {
      what: "a serial port",
      program: { ...node, serials: { console: {} } },
      says: /^serials.console: none → .* \(/m,
    },
    {
      what: "two serial ports, one over a socket",
      program: { ...node, serials: { agent: { socket: {} }, console: {} } },
      says: /^serials.agent: none → .*\/run\/libvirt\/qemu\/\S+-agent\.sock.* \(live\)$/m,
    },
    {
      what: "a TPM",
      program: { ...node, tpm: { model: "tpm-crb" } },
      says: /^tpm: none → .*tpm-crb.* \(live\)$/m,
    },
    {
      what: "fw_cfg entries",
      program: {
        ...node,
        fwCfg: {
          "opt/org.tianocore/IPv4PXESupport": { value: "n" },
          "etc/site/words": { value: "one, two" },
          "etc/site/blob": { file: "/etc/hostname" },
        },
      },
      says: /^fwCfg: none → .*IPv4PXESupport.* \(live\)$/m,
    },
    {
      what: "raw arguments",
      program: { ...node, qemuArgs: ["-debugcon", "file:/dev/null"] },
      says: /^qemuArgs: none → \["-debugcon","file:\/dev\/null"\] \(live\)$/m,
    },
    {
      what: "a card without option ROM",
      program: { ...node, nics: { lan: { bridge: "lan0", mtu: 1400, rom: { enabled: false } } } },
      says: /^nics.lan: none → .*"mtu":1400.* \(live\)$/m,
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
      act: (host, id) => redefine(host, id, "<on_crash>destroy<", "<on_crash>restart<"),
      says: /changed on the host, will be put back: on_crash: destroy → restart/,
    },
    {
      what: "gives it a TPM",
      act: (host, id) =>
        redefine(
          host,
          id,
          "</devices>",
          `<tpm model="tpm-tis"><backend type="emulator" version="2.0"/></tpm></devices>`,
        ),
      says: /^tpm: .*tpm-tis.* → none \(live\)$/m,
    },
    {
      what: "gives it an argument and an fw_cfg entry",
      act: (host, id) =>
        redefine(
          host,
          id,
          "</domain>",
          `<sysinfo type="fwcfg"><entry name="opt/by/hand">x</entry></sysinfo><q:commandline xmlns:q="http://libvirt.org/schemas/domain/qemu/1.0"><q:arg value="-no-hpet"/></q:commandline></domain>`,
        ),
      says: /^fwCfg: .*by\/hand.* → none \(live\)\n(?:info: )?qemuArgs: \["-no-hpet"\] → none \(live\)$/m,
    },
  ],
  vanish: (host, id) => host.run(domains.undefine(id)),
  foreign: (host) => defineMachine(host, "node"),
  neighbour: (host) => defineMachine(host, "node2"),
};
