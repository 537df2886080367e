// A machine in the flat schema, in libvirt's form.
import type { XmlNode } from "../../core/xml";
import type { Declared, Source } from "./declared";
import { element, leaf, type Part } from "./part";

export function flatDomain({ part, name }: Source): Declared {
  const called = part.text("name") ?? name;
  const id = part.text("id") ?? called;
  const machine = part.text("machine") ?? "pc";
  const definition = element(
    "domain",
    { type: part.text("type") === "qemu" ? "qemu" : "kvm" },
    leaf("name", called),
    leaf("uuid", id),
    leaf("description", part.text("description")),
    element("memory", { unit: "MiB" }, part.text("memory") ?? "512"),
    element("currentMemory", { unit: "MiB" }, part.text("memory") ?? "512"),
    leaf("vcpu", part.text("vcpu") ?? "1"),
    ...firmwareConfig(part),
    osOf(part, machine),
    element("features", {}, element("acpi", {}), element("apic", {}), element("pae", {})),
    cpuOf(part),
    devicesOf(part, machine),
  );
  part.skip("metadata", "emulator");
  return {
    kind: "domain",
    name,
    title: called,
    id,
    definition,
    inputs: { autostart: part.yes("autostart") ?? false, running: part.yes("running") ?? true },
  };
}

/** An Ignition file reaches the guest as a firmware setting; its id begins with its path. */
function firmwareConfig(part: Part): XmlNode[] {
  const file = part.text("coreos_ignition")?.split(";")[0];
  const name = part.text("fw_cfg_name") ?? "opt/com.coreos/config";
  return file ? [element("sysinfo", { type: "fwcfg" }, element("entry", { name, file }))] : [];
}

function osOf(part: Part, machine: string): XmlNode {
  const [loader, nvram] = [part.text("firmware"), part.one("nvram")];
  const devs = part.all("boot_device").flatMap((device) => device.texts("dev"));
  const variables = nvram?.text("file");
  return element(
    "os",
    {},
    element("type", { arch: part.text("arch") ?? "x86_64", machine }, "hvm"),
    loader ? element("loader", { readonly: "yes", type: "pflash" }, loader) : undefined,
    variables ? element("nvram", { template: nvram?.text("template") }, variables) : undefined,
    leaf("kernel", part.text("kernel")),
    leaf("initrd", part.text("initrd")),
    leaf("cmdline", commandLine(part)),
    ...(devs.length > 0 ? devs : ["hd"]).map((dev) => element("boot", { dev })),
  );
}

/** A list of maps; `_` holds what has no value. */
function commandLine(part: Part): string | undefined {
  const words = part
    .maps("cmdline")
    .flatMap((map) =>
      Object.entries(map).map(([key, value]) => (key === "_" ? String(value) : `${key}=${String(value)}`)),
    );
  return words.length > 0 ? words.join(" ") : undefined;
}

function cpuOf(part: Part): XmlNode | undefined {
  const mode = part.one("cpu")?.text("mode");
  return mode ? element("cpu", { mode }) : undefined;
}

function devicesOf(part: Part, machine: string): XmlNode {
  const cards = part.all("network_interface").map(cardOf);
  const screens = part.all("graphics").map(screenOf);
  return element(
    "devices",
    {},
    ...disksOf(part, machine),
    ...cards,
    ...part.all("console").flatMap(consoleOf),
    ...screens,
    ...part
      .all("video")
      .map((video) => element("video", {}, element("model", { type: video.text("type") ?? "cirrus" }))),
    ...part.all("filesystem").map(filesystemOf),
    ...part.all("tpm").map(tpmOf),
    part.yes("qemu_agent") ? agent() : undefined,
    element("rng", { model: "virtio" }, element("backend", { model: "random" }, "/dev/urandom")),
  );
}

const agent = (): XmlNode =>
  element("channel", { type: "unix" }, element("target", { type: "virtio", name: "org.qemu.guest_agent.0" }));

const letters = "abcdefghijklmnopqrstuvwxyz";

function disksOf(part: Part, machine: string): XmlNode[] {
  const count = { vd: 0, sd: 0 };
  const disks = part.all("disk").map((disk) => {
    const bus = disk.yes("scsi") ? "scsi" : "virtio";
    const prefix = bus === "scsi" ? "sd" : "vd";
    const dev = `${prefix}${letters[count[prefix]++]}`;
    return diskOf(disk, element("target", { dev, bus }));
  });
  const seed = part.text("cloudinit")?.split(";")[0];
  if (seed) {
    const sata = machine.includes("q35");
    const target = sata
      ? element("target", { dev: `sd${letters[count.sd]}`, bus: "sata" })
      : element("target", { dev: "hdd", bus: "ide" });
    const driver = element("driver", { name: "qemu", type: "raw" });
    const source = element("source", { file: seed });
    disks.push(
      element("disk", { type: "file", device: "cdrom" }, driver, source, target, element("readonly", {})),
    );
  }
  return disks;
}

function diskOf(disk: Part, target: XmlNode): XmlNode {
  const [volume, file, block, url] = ["volume_id", "file", "block_device", "url"].map((name) =>
    disk.text(name),
  );
  const wwn = leaf("wwn", disk.text("wwn"));
  const bus = target.attributes["bus"];
  if (block)
    return element("disk", { type: "block", device: "disk" }, element("source", { dev: block }), target);
  if (url) {
    const { protocol, hostname, port, pathname } = new URL(url);
    const host = element("host", { name: hostname, port: port || (protocol === "https:" ? 443 : 80) });
    const source = element("source", { protocol: protocol.replace(":", ""), name: pathname }, host);
    return element("disk", { type: "network", device: "disk" }, source, target);
  }
  const path = volume ?? file ?? "";
  const image = /\.iso$/i.test(path);
  const type = /\.(qcow2)$/i.test(path) || !/\.(iso|raw|img)$/i.test(path) ? "qcow2" : "raw";
  return element(
    "disk",
    { type: "file", device: image ? "cdrom" : "disk" },
    element("driver", { name: "qemu", type: image ? "raw" : type }),
    element("source", { file: path }),
    image ? element("target", { dev: target.attributes["dev"]?.replace("vd", "sd"), bus: "sata" }) : target,
    image ? element("readonly", {}) : undefined,
    bus === "scsi" ? wwn : undefined,
  );
}

function cardOf(card: Part): XmlNode {
  card.skip("network_id", "hostname", "addresses", "wait_for_lease");
  const mac = card.text("mac");
  const common = [
    mac ? element("mac", { address: mac.toLowerCase() }) : undefined,
    element("model", { type: "virtio" }),
  ];
  const network = card.text("network_name");
  if (network) return element("interface", { type: "network" }, element("source", { network }), ...common);
  const bridge = card.text("bridge");
  if (bridge) return element("interface", { type: "bridge" }, element("source", { bridge }), ...common);
  for (const [field, mode] of [
    ["vepa", "vepa"],
    ["private", "private"],
    ["macvtap", "bridge"],
    ["passthrough", "passthrough"],
  ] as const) {
    const dev = card.text(field);
    if (dev) return element("interface", { type: "direct" }, element("source", { dev, mode }), ...common);
  }
  return element("interface", { type: "user" }, ...common);
}

/** On the first serial port a console is that port. */
function consoleOf(one: Part): XmlNode[] {
  const type = one.text("type") ?? "pty";
  const [kind, port] = [one.text("target_type") ?? "serial", one.text("target_port") ?? "0"];
  const [path, host, service] = ["source_path", "source_host", "source_service"].map((name) =>
    one.text(name),
  );
  const source =
    type === "tcp" ? element("source", { mode: "bind", host, service }) : path && element("source", { path });
  const target = element("target", { type: kind === "serial" ? "isa-serial" : kind, port });
  return [element(kind === "serial" ? "serial" : "console", { type }, source || undefined, target)];
}

function screenOf(screen: Part): XmlNode {
  const [type, listen] = [screen.text("type") ?? "spice", screen.text("listen_type") ?? "none"];
  const address = screen.text("listen_address");
  const websocket = screen.text("websocket");
  return element(
    "graphics",
    {
      type,
      ...(type === "vnc" ? { port: -1 } : {}),
      autoport: screen.yes("autoport") === false ? "no" : "yes",
      websocket: websocket === "0" ? undefined : websocket,
    },
    element("listen", { type: listen, address: listen === "address" ? address : undefined }),
  );
}

function filesystemOf(share: Part): XmlNode {
  return element(
    "filesystem",
    { type: "mount", accessmode: share.text("accessmode") ?? "mapped" },
    element("source", { dir: share.text("source") }),
    element("target", { dir: share.text("target") }),
    share.yes("readonly") === false ? undefined : element("readonly", {}),
  );
}

function tpmOf(tpm: Part): XmlNode {
  const type = tpm.text("backend_type") ?? "emulator";
  const device = tpm.text("backend_device_path");
  const version = tpm.text("backend_version");
  const persistent = tpm.yes("backend_persistent_state");
  return element(
    "tpm",
    { model: tpm.text("model") },
    element(
      "backend",
      { type, version, persistent_state: persistent ? "yes" : undefined },
      type === "passthrough" && device ? element("device", { path: device }) : undefined,
    ),
  );
}
