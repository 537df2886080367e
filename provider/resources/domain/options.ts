// The screen, the machine's name plate and a kernel to start directly.
import { int, object, oneOf, optional, str } from "../../core/define";
import { textProblem } from "../../core/rules";
import { pathProblem, serialProblem } from "./devices";
import * as effects from "./effects";

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
        effect: effects.restart,
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
          check: (text) =>
            textProblem(text) ?? (/[\n\r]/.test(text) ? "The command line is one line." : undefined),
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
