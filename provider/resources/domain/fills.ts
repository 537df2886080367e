// What libvirt writes into a machine's definition by itself, and the template or graft.ts puts there again: an import
// leaves it out of `xml`.
import { fillsOf, type Fill } from "../../core/overlay";

const fills: readonly Fill[] = [
  { path: "devices/*/address", reason: "places on a bus are carried over from the current definition" },
  { path: "devices/*/alias", reason: "QEMU's name of a device" },
  { path: "vcpu@placement", value: "static", reason: "the default" },
  { path: "vcpus", reason: "what vcpu says, once more for each CPU" },
  { path: "resource", value: "partition=/machine", reason: "the default" },
  { path: "resource/partition", value: "/machine", reason: "the default" },
  { path: "on_poweroff", value: "destroy", reason: "the default" },
  { path: "on_reboot", value: "restart", reason: "the default" },
  { path: "on_crash", value: "destroy", reason: "the default" },
  { path: "cpu@match", value: "exact", reason: "the default" },
  { path: "cpu@migratable", value: "on", reason: "the default" },
  { path: "cpu/model@fallback", value: "allow", reason: "the default" },
  { path: "clock@adjustment", value: "0", reason: "the default" },
  { path: "devices/emulator", value: "/usr/bin/qemu-system-x86_64", reason: "that of the distribution" },
  { path: "devices/emulator", value: "/usr/bin/kvm", reason: "that of the distribution" },
  { path: "devices/emulator", value: "/usr/libexec/qemu-kvm", reason: "that of the distribution" },
  { path: "devices/controller@index", value: "0", reason: "the first of its kind" },
  { path: "devices/disk/driver@name", value: "qemu", reason: "the only one for QEMU" },
  { path: "devices/interface/link", value: "state=up", reason: "the default" },
  { path: "devices/interface/link@state", value: "up", reason: "the default" },
  { path: "devices/serial/target/model", reason: "follows from the target's type" },
  { path: "devices/console/target/model", reason: "follows from the target's type" },
  { path: "devices/input", value: "type=mouse bus=ps2", reason: "every PC has one" },
  { path: "devices/input", value: "type=keyboard bus=ps2", reason: "every PC has one" },
  { path: "devices/audio", value: "id=1 type=none", reason: "added with a screen" },
  { path: "devices/audio", value: "id=1 type=spice", reason: "added with a SPICE screen" },
  { path: "devices/graphics@listen", reason: "what <listen> says, once more" },
  { path: "devices/graphics@passwd", reason: "a secret: never in a definition that is kept" },
  { path: "devices/graphics/listen@address", value: "127.0.0.1", reason: "the host's default" },
  { path: "devices/video/model@heads", value: "1", reason: "the default" },
  { path: "devices/video/model@primary", value: "yes", reason: "the first is" },
  { path: "devices/video/model@vram", value: "16384", reason: "the default of vga" },
];

export const isFill = fillsOf(fills);
