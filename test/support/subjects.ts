// The resources that the lifecycle suite walks, with what is different about each.
import type { Host } from "../../provider/host/host";
import * as net from "../../provider/host/network";
import * as pools from "../../provider/host/pool";
import * as volumes from "../../provider/host/volume";
import { network } from "../../provider/resources/network";
import { pool } from "../../provider/resources/pool";
import { volume } from "../../provider/resources/volume";
import type { Subject } from "./subject";

/** Pools of all tests lie here; on a real host nobody else does anything in it. */
export const poolFolder = `/tmp/edgefleet-pools-${process.pid}`;

const definePool = async (host: Host, name: string): Promise<void> => {
  await host.run(
    pools.poolDefine(
      `<pool type="dir"><name>${name}</name><target><path>${poolFolder}/${name}</path></target></pool>`,
    ),
  );
  await host.run(pools.poolBuild(name));
  await host.run(pools.poolStart(name));
};

const defineNetwork = (host: Host, name: string, bridge: string, subnet: string): Promise<void> =>
  host.run(
    net.netDefine(
      `<network><name>${name}</name><forward mode="nat"/><bridge name="${bridge}"/><ip address="${subnet}.1" prefix="24"/></network>`,
    ),
  );

const makeVolume = (host: Host, poolName: string, name: string, format: string): Promise<void> =>
  host.run(
    volumes.volCreate(
      poolName,
      `<volume><name>${name}</name><capacity unit="bytes">4194304</capacity><target><format type="${format}"/></target></volume>`,
    ),
  );

const lan = { name: "lan", subnet: "10.20.30.0/24" };
const host1 = { mac: "02:00:00:00:00:01", ip: "10.20.30.9", name: "one" };

export const networkSubject: Subject = {
  definition: network,
  program: lan,
  prefix: "network ",
  replacing: [
    { what: "name", program: { ...lan, name: "wan" }, says: /^name: lan → wan \(REPLACE\)$/m },
    {
      what: "subnet",
      program: { ...lan, subnet: "10.20.31.0/24" },
      says: /^subnet: 10.20.30.0\/24 → 10.20.31.0\/24 \(REPLACE\)$/m,
    },
    { what: "bridge", program: { ...lan, bridge: "other0" }, says: /^bridge: ef\S+ → other0 \(REPLACE\)$/m },
    { what: "mode", program: { ...lan, mode: "isolated" }, says: /^mode: nat → isolated \(REPLACE\)$/m },
  ],
  several: { ...lan, autostart: false, active: false },
  live: [
    {
      what: "a DHCP host",
      program: { ...lan, dhcpHosts: { one: host1 } },
      says: /^dhcpHosts.one: none → .* \(live\)$/m,
    },
    {
      what: "a DNS host",
      program: { ...lan, dnsHosts: { a: { ip: "10.20.30.9", names: ["a", "b"] } } },
      says: /^dnsHosts.a: none → .* \(live\)$/m,
    },
    { what: "autostart", program: { ...lan, autostart: false }, says: /^autostart: true → false \(live\)$/m },
    {
      what: "the DHCP range",
      program: { ...lan, dhcpStart: "10.20.30.100" },
      says: /^dhcpStart: 10.20.30.2 → 10.20.30.100 \(live\)$/m,
      back: "same",
      whole: true,
    },
    {
      what: "the MTU",
      program: { ...lan, mtu: 1400 },
      says: /^mtu: none → 1400 \(needs restart\)$/m,
      whole: true,
    },
    {
      what: "no DHCP",
      program: { ...lan, dhcp: false },
      says: /^dhcp: true → false \(needs restart\)$/m,
      whole: true,
    },
    { what: "a stop", program: { ...lan, active: false }, says: /^active: true → false \(live\)$/m },
  ],
  drift: [
    {
      what: "stops it",
      act: (host, id) => host.run(net.netDestroy(id)),
      says: /^active: false → true \(live\)$/m,
    },
    {
      what: "switches autostart off",
      act: (host, id) => host.run(net.netAutostart(id, false)),
      says: /^autostart: false → true \(live\)$/m,
    },
    {
      what: "adds a DHCP host",
      act: (host, id) =>
        host.run(
          net.netUpdate(id, "add-last", "ip-dhcp-host", '<host mac="02:00:00:00:00:77" ip="10.20.30.77"/>', {
            live: true,
            config: true,
          }),
        ),
      says: /^dhcpHosts\.02:00:00:00:00:77: .*10\.20\.30\.77.* → none \(live\)$/m,
    },
    {
      what: "changes what is no field of ours",
      act: (host, id) => redefine(host, id, (xml) => xml.replace(/ stp=.on./, ' stp="off"')),
      says: /changed on the host, will be put back: bridge@stp: on → off/,
      whole: true,
    },
  ],
  vanish: async (host, id) => {
    await host.run(net.netDestroy(id));
    await host.run(net.netUndefine(id));
  },
  foreign: (host) => defineNetwork(host, "lan", "foreign0", "10.20.99"),
  neighbour: (host) => defineNetwork(host, "lan2", "neighbour0", "10.20.98"),
};

async function redefine(host: Host, id: string, change: (xml: string) => string): Promise<void> {
  const was = await host.run(net.netDumpxml(id, { inactive: true }));
  const now = change(was);
  if (now === was) throw new Error("the test changed nothing");
  await host.run(net.netDefine(now));
}

const store = { name: "store", path: `${poolFolder}/store` };

export const poolSubject: Subject = {
  definition: pool,
  program: store,
  prefix: "pool ",
  replacing: [
    { what: "name", program: { ...store, name: "other" }, says: /^name: store → other \(REPLACE\)$/m },
    { what: "path", program: { ...store, path: `${poolFolder}/b` }, says: /^path: \S+ → \S+b \(REPLACE\)$/m },
  ],
  several: { ...store, autostart: false, active: false },
  live: [
    {
      what: "autostart",
      program: { ...store, autostart: false },
      says: /^autostart: true → false \(live\)$/m,
    },
    { what: "a stop", program: { ...store, active: false }, says: /^active: true → false \(live\)$/m },
  ],
  drift: [
    {
      what: "stops it",
      act: (host, id) => host.run(pools.poolDestroy(id)),
      says: /^active: false → true \(live\)$/m,
    },
    {
      what: "switches autostart off",
      act: (host, id) => host.run(pools.poolAutostart(id, false)),
      says: /^autostart: false → true \(live\)$/m,
    },
  ],
  vanish: async (host, id) => {
    await host.run(pools.poolDestroy(id));
    await host.run(pools.poolUndefine(id));
  },
  foreign: (host) => definePool(host, "store"),
  neighbour: (host) => definePool(host, "store2"),
};

// Without replaceData nothing may be replaced: that has tests of its own.
const disk = { name: "disk.qcow2", pool: "images", size: "4MiB", replaceData: true };

export const volumeSubject: Subject = {
  definition: volume,
  program: disk,
  prefix: "volume images/",
  // An own name is all that is known of a volume: what a killed create leaves is refused until a person decides.
  killed: { program: { ...disk, name: undefined }, replacement: { ...disk, name: undefined, format: "raw" } },
  prepare: (host) => definePool(host, "images"),
  replacing: [
    {
      what: "name",
      program: { ...disk, name: "other.qcow2" },
      says: /^name: disk.qcow2 → other.qcow2 \(REPLACE\)$/m,
    },
    { what: "format", program: { ...disk, format: "raw" }, says: /^format: qcow2 → raw \(REPLACE\)$/m },
    {
      what: "a smaller size",
      program: { ...disk, size: "2MiB" },
      says: /^size: 4MiB → 2MiB \(REPLACE: a volume cannot shrink\)$/m,
    },
    {
      what: "a backing volume",
      program: { ...disk, backing: "images/neighbour.raw" },
      says: /^backing: none → .*neighbour.raw.* \(REPLACE\)$/m,
    },
  ],
  live: [
    {
      what: "a bigger size",
      program: { ...disk, size: "8MiB" },
      says: /^size: 4MiB → 8MiB \(live\)$/m,
      whole: true,
      back: "replace",
    },
    {
      what: "replaceData",
      program: { ...disk, replaceData: false },
      says: /^replaceData: true → false \(live\)$/m,
    },
  ],
  drift: [],
  vanish: (host, id) => {
    const [poolName, name] = id.split("/") as [string, string];
    return host.run(volumes.volDelete(poolName, name));
  },
  foreign: (host) => makeVolume(host, "images", "disk.qcow2", "qcow2"),
  neighbour: (host) => makeVolume(host, "images", "neighbour.raw", "raw"),
};
