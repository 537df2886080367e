// The CPU, the screen, the machine's name plate and a kernel to start directly.
import { int, object, oneOf, optional, str } from "../../core/define";
import { overlayProblem, sameDocument } from "../../core/overlay/text";
import { oneLine, textProblem } from "../../core/rules";
import { pathProblem, serialProblem } from "./devices";
import * as effects from "./effects";

export const cpu = optional(
  object(
    "Cpu",
    {
      mode: oneOf(["host-model", "host-passthrough", "maximum", "custom"], {
        doc: "The host's model, the host's very CPU, all that QEMU can do, or a named model.",
        effect: effects.restart,
      }),
      model: optional(
        str({
          doc: "With mode `custom`: libvirt's name of the model, such as `Haswell`.",
          effect: effects.restart,
          check: (text) => (/^[\w.-]+$/.test(text) ? undefined : `"${text}" is no CPU model.`),
        }),
      ),
    },
    {
      doc: "What CPU the guest sees. Default: host-model under KVM, maximum under TCG.",
      effect: effects.cpu,
      xml: "cpu",
    },
  ),
);

export const vnc = optional(
  object(
    "Vnc",
    {
      listen: str({
        doc: "Address of the host to listen on; anything but loopback needs a password.",
        default: "127.0.0.1",
        effect: effects.restart,
        check: (text) => (/^[0-9a-fA-F.:]+$/.test(text) ? undefined : `"${text}" is no IP address.`),
      }),
      port: int({
        doc: "TCP port, 5900 to 65535; -1 takes the next free one from 5900 on at each start.",
        default: -1,
        effect: effects.restart,
        min: -1,
        max: 65535,
        check: (port) => (port === -1 || port >= 5900 ? undefined : "-1, or 5900 to 65535 is possible."),
      }),
      password: optional(
        str({
          doc: "Asked for by VNC, which looks at 8 characters and no more.",
          secret: true,
          effect: effects.vncPassword,
        }),
      ),
    },
    {
      doc: "A screen over VNC, with a graphics card and a tablet as pointer.",
      effect: effects.restart,
      xml: "devices/graphics",
    },
  ),
);

export const smbios = object(
  "Smbios",
  {
    mode: optional(
      oneOf(["sysinfo", "emulate", "host"], {
        doc: "Where it comes from: the fields below, QEMU's own words without any serial number, or the host's own name plate. Default: sysinfo.",
        effect: effects.smbiosMode,
      }),
    ),
    serial: str({
      doc: "The machine's serial number. Default: ten upper-case hex digits derived from the resource, known in preview.",
      derived: true,
      effect: effects.restart,
      check: serialProblem,
    }),
    manufacturer: optional(str({ doc: "Who made it.", effect: effects.restart, check: textProblem })),
    product: optional(str({ doc: "What it is called.", effect: effects.restart, check: textProblem })),
    version: optional(str({ doc: "Its version.", effect: effects.restart, check: textProblem })),
  },
  {
    doc: "What the guest reads about the machine in SMBIOS (`dmidecode -t system`).",
    default: {} as never,
    xml: "sysinfo",
  },
);

export const kernel = optional(
  object(
    "Kernel",
    {
      image: str({
        doc: "Kernel image on the host, by absolute path.",
        effect: effects.restart,
        check: pathProblem,
      }),
      initrd: optional(
        str({
          doc: "Initial ramdisk on the host, by absolute path.",
          effect: effects.restart,
          check: pathProblem,
        }),
      ),
      cmdline: optional(
        str({
          doc: "Kernel command line.",
          effect: effects.restart,
          check: oneLine("The command line"),
          same: (a, b) => a.trim() === b.trim(),
        }),
      ),
    },
    {
      doc: "Start this kernel directly, without firmware menu and boot loader.",
      effect: effects.restart,
      xml: "os",
    },
  ),
);

export const xml = optional(
  str({
    doc: 'What no field says, in libvirt\'s own form: a `<domain>` with only the elements that are added or changed. An element is found by what tells it apart (a disk by `target dev`, a network card by `mac address`, a CPU feature or timer by `name`), attributes are set, children merged, the rest is appended. `edgefleet:absent="yes"` on an element takes it away, `edgefleet:without="a b"` takes attributes away. What a field says is refused here.',
    effect: effects.restart,
    check: overlayProblem("domain"),
    same: sameDocument,
  }),
);
