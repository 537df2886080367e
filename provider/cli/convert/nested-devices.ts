// Devices of a machine in the nested schema, in libvirt's form.
import type { XmlNode } from "../../core/xml";
import { attributes } from "./nested";
import { element, leaf, yesno, type Part } from "./part";

export function nestedDevices(devices: Part | undefined): XmlNode {
  const each = (list: string, make: (part: Part) => XmlNode) => (devices?.all(list) ?? []).map(make);
  return element(
    "devices",
    {},
    leaf("emulator", devices?.text("emulator")),
    ...each("disks", diskOf),
    ...each("interfaces", cardOf),
    ...each("serials", (part) => portOf("serial", part)),
    ...each("consoles", (part) => portOf("console", part)),
    ...each("channels", channelOf),
    ...each("graphics", screenOf),
    ...each("videos", (video) =>
      element("video", {}, element("model", attributes(video.one("model"), "type", "heads", "vram"))),
    ),
    ...each("inputs", (input) => element("input", attributes(input, "type", "bus"))),
    ...each("filesystems", filesystemOf),
    ...each("tpms", tpmOf),
    ...each("rngs", rngOf),
    ...each("watchdogs", (dog) => element("watchdog", attributes(dog, "model", "action"))),
    ...each("sounds", (sound) => element("sound", attributes(sound, "model"))),
    ...(devices?.all("mem_balloon") ?? []).map((balloon) =>
      element("memballoon", attributes(balloon, "model")),
    ),
  );
}

/** The kind of a source is the member that is given. */
function diskOf(disk: Part): XmlNode {
  const [driver, target, source] = ["driver", "target", "source"].map((name) => disk.one(name));
  const [file, block, volume] = ["file", "block", "volume"].map((name) => source?.one(name));
  const path = file?.text("file") ?? source?.text("file");
  const type = volume ? "volume" : block ? "block" : "file";
  const place = volume
    ? attributes(volume, "pool", "volume")
    : block
      ? { dev: block.text("dev") }
      : path === undefined
        ? undefined
        : { file: path };
  const order = disk.one("boot")?.text("order");
  driver?.skip("name");
  return element(
    "disk",
    { type, device: disk.text("device") ?? "disk" },
    element("driver", { name: "qemu", ...attributes(driver, "type", "cache", "discard", "io") }),
    place && element("source", place),
    element("target", attributes(target, "dev", "bus")),
    leaf("serial", disk.text("serial")),
    leaf("wwn", disk.text("wwn")),
    disk.yes("read_only") ? element("readonly", {}) : undefined,
    order ? element("boot", { order }) : undefined,
  );
}

function cardOf(card: Part): XmlNode {
  const source = card.one("source");
  const [network, bridge, direct] = ["network", "bridge", "direct"].map((name) => source?.one(name));
  const mac = card.one("mac")?.text("address");
  const model = card.one("model")?.text("type");
  const order = card.one("boot")?.text("order");
  const link = card.one("link")?.text("state");
  const mtu = card.one("mtu")?.text("size");
  card.skip("wait_for_ip");
  const inner = [
    mac ? element("mac", { address: mac.toLowerCase() }) : undefined,
    model ? element("model", { type: model }) : undefined,
    link ? element("link", { state: link }) : undefined,
    mtu ? element("mtu", { size: mtu }) : undefined,
    order ? element("boot", { order }) : undefined,
  ];
  if (network) {
    network.skip("bridge", "port_id");
    const given = { network: network.text("network"), portgroup: network.text("port_group") };
    return element("interface", { type: "network" }, element("source", given), ...inner);
  }
  if (bridge)
    return element(
      "interface",
      { type: "bridge" },
      element("source", attributes(bridge, "bridge")),
      ...inner,
    );
  if (direct)
    return element(
      "interface",
      { type: "direct" },
      element("source", attributes(direct, "dev", "mode")),
      ...inner,
    );
  return element("interface", { type: "user" }, ...inner);
}

function portOf(name: "serial" | "console", port: Part): XmlNode {
  const source = port.one("source");
  const [file, unix, tcp] = ["file", "unix", "tcp"].map((kind) => source?.one(kind));
  const pty = source?.one("pty");
  pty?.skip("path");
  const target = port.one("target");
  const type = file ? "file" : unix ? "unix" : tcp ? "tcp" : "pty";
  const place = file
    ? attributes(file, "path", "append")
    : unix
      ? attributes(unix, "mode", "path")
      : tcp && attributes(tcp, "mode", "host", "service");
  const usual = name === "serial" ? "isa-serial" : "serial";
  const log = port.one("log");
  return element(
    name,
    { type },
    place && element("source", place),
    log ? element("log", attributes(log, "file", "append")) : undefined,
    element("target", { type: target?.text("type") ?? usual, port: target?.text("port") ?? "0" }),
  );
}

function channelOf(channel: Part): XmlNode {
  const target = channel.one("target")?.one("virt_io");
  const unix = channel.one("source")?.one("unix");
  const spice = channel.one("source")?.yes("spice_vmc");
  unix?.skip("path", "mode");
  target?.skip("state");
  return element(
    "channel",
    { type: spice ? "spicevmc" : "unix" },
    element("target", { type: "virtio", name: target?.text("name") }),
  );
}

function screenOf(screen: Part): XmlNode {
  const [vnc, spice] = [screen.one("vnc"), screen.one("spice")];
  const given = vnc ?? spice;
  // A secret of the other tool's state goes no further; the host has it.
  given?.skip("passwd");
  const port = given?.text("port");
  const automatic = given?.yes("auto_port") ?? port === undefined;
  const listen = given?.text("listen");
  const listeners = given?.all("listeners") ?? [];
  const address = listeners[0]?.one("address")?.text("address") ?? listen;
  return element(
    "graphics",
    {
      type: vnc ? "vnc" : "spice",
      port: automatic ? (vnc ? -1 : undefined) : port,
      autoport: yesno(automatic),
      keymap: given?.text("keymap"),
    },
    address ? element("listen", { type: "address", address }) : undefined,
  );
}

function filesystemOf(share: Part): XmlNode {
  const driver = share.one("driver")?.text("type");
  return element(
    "filesystem",
    { type: "mount", accessmode: share.text("access_mode") },
    driver ? element("driver", { type: driver }) : undefined,
    element("source", { dir: share.one("source")?.one("mount")?.text("dir") }),
    element("target", { dir: share.one("target")?.text("dir") }),
    share.yes("read_only") ? element("readonly", {}) : undefined,
  );
}

function tpmOf(tpm: Part): XmlNode {
  const emulator = tpm.one("backend")?.one("emulator");
  return element(
    "tpm",
    { model: tpm.text("model") },
    element("backend", { type: "emulator", version: emulator?.text("version") }),
  );
}

function rngOf(rng: Part): XmlNode {
  const path = rng.one("backend")?.text("random");
  return element(
    "rng",
    { model: rng.text("model") ?? "virtio" },
    element("backend", { model: "random" }, path ?? "/dev/urandom"),
  );
}
