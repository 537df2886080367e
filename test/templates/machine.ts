// A machine's inputs as they are after check, to be varied.
import type { DomainInputs } from "../../provider/resources/domain/fields";
import { nvramVolume } from "../../provider/resources/domain/nvram";
import type { Storage } from "../../provider/resources/domain/storage";

export function machine(changes: Partial<DomainInputs> = {}): DomainInputs {
  return {
    incarnation: "00000000000000aa-1",
    resourceUrn: "urn:pulumi:dev::site::edgefleet:index:Domain::edge1",
    name: "edge1",
    uuid: "00000000-0000-8000-8aaa-aedf1e000001",
    accelerator: "auto",
    machine: "q35",
    firmware: "bios",
    vcpu: 1,
    memory: "1GiB",
    hotplugSlots: 8,
    disks: {
      root: {
        source: { volume: { pool: "p", name: "root.qcow2", incarnation: "00000000000000bb-1" } },
        device: "disk",
        bus: "virtio",
        target: "vda",
        readonly: false,
      },
    },
    nics: {
      lan: {
        network: { name: "lan", incarnation: "00000000000000cc-1" },
        model: "virtio",
        mac: "02:00:00:00:00:01",
        link: "up",
      },
    },
    serials: {},
    rng: true,
    smbios: { serial: "A1B2C3D4E5" },
    autostart: false,
    running: true,
    restart: "manual",
    shutdownTimeout: "30s",
    ...changes,
  } as DomainInputs;
}

/** Where its disks and other files would lie. */
export function storage(wanted: DomainInputs): Storage {
  const disks = Object.entries(wanted.disks).map(([key, { source }]): [string, Storage["disks"][string]] => [
    key,
    source.volume
      ? { path: `/${source.volume.pool}/${source.volume.name}`, format: "qcow2" }
      : { path: source.file as string, format: "raw" },
  ]);
  const nvram = nvramVolume(wanted);
  const logs = Object.entries(wanted.serials).filter(([, serial]) => serial.log);
  return {
    disks: Object.fromEntries(disks),
    logs: Object.fromEntries(
      logs.map(([key, serial]) => [key, `/${serial.log?.pool.name}/${wanted.name}-${key}.log`]),
    ),
    ...(nvram ? { nvram: `/${nvram.pool}/${nvram.volume}` } : {}),
    fwCfg: Object.fromEntries(
      Object.entries(wanted.fwCfg ?? {}).flatMap(([name, { volume }]) =>
        volume ? [[name, `/${volume.pool}/${volume.name}`]] : [],
      ),
    ),
  };
}
