// The field table of a volume's content: a local file, or bytes that are made from what the program says.
import { list, object, optional, str } from "../../core/define";

const isSha256 = (value: string): string | undefined =>
  /^[0-9a-f]{64}$/i.test(value) ? undefined : `"${value}" is no SHA-256: 64 hex digits are needed.`;

/** cloud-init passes over user data whose first line it does not know, without a word. */
const known =
  /^(#cloud-config|#cloud-config-archive|#cloud-boothook|#include|#include-once|#part-handler|## template: ?jinja|#!|content-type:|mime-version:)/i;

const startsKnown = (text: string): string | undefined =>
  text === "" || known.test(text)
    ? undefined
    : "Its first line is nothing that cloud-init knows, so it would be passed over. A cloud-config begins with the line #cloud-config, a script with #!.";

const server = object(
  "CaListServer",
  {
    url: str({
      doc: "The HTTPS URL that firmware will fetch.",
      check: (text) =>
        URL.canParse(text) && new URL(text).protocol === "https:"
          ? undefined
          : `"${text}" is no URL such as https://boot.example/ipxe.efi.`,
    }),
    ovmf: optional(
      str({
        doc: "Release of the OVMF that will fetch it, such as `2022.11`: what only some releases refuse is an error then, else a warning.",
        check: (text) =>
          /^20\d\d\.\d\d$/.test(text) ? undefined : `"${text}" is no release of OVMF such as 2022.11.`,
      }),
    ),
  },
  {
    doc: "Ask this server in every preview, from the machine that runs Pulumi, whether firmware will get along with it: validity and names of its certificate, the way to a CA of the list, key sizes, cipher suites.",
    unplanned: true,
  },
);

const caList = object(
  "CaListContent",
  {
    certificates: list(
      str({
        doc: "A certificate: PEM, also a bundle of several, or DER in base64.",
      }),
      {
        doc: "The CA certificates, each of which is in the list once. Other certificates are another volume; the same ones in another spelling change nothing.",
        unplanned: true,
        check: (certificates) =>
          certificates.length > 0 ? undefined : "At least one certificate is needed.",
      },
    ),
    server: optional(server),
  },
  {
    doc: "CA certificates as an EFI signature list: what UEFI firmware trusts when it boots over HTTPS (`fwCfg` name `etc/edk2/https/cacerts`).",
  },
);

const bootDisk = object(
  "BootDiskContent",
  {
    file: str({
      doc: "An EFI program on the machine that runs Pulumi, such as iPXE's `ipxe.efi`; it becomes `EFI/BOOT/BOOTX64.EFI`.",
    }),
  },
  {
    doc: "A disk that UEFI boots this program from: GPT with an EFI system partition. With a `size` it has room behind, for a system that is installed over it.",
  },
);

const cloudInit = object(
  "CloudInitContent",
  {
    userData: str({
      doc: "cloud-init's user data: a `#cloud-config`, a script, or a MIME document.",
      secret: true,
      effect: "replace",
      check: startsKnown,
    }),
    metaData: optional(
      str({
        doc: "cloud-init's meta data, YAML or JSON. Default: an `instance-id` that stays the same for this volume's name in the program, and `hostname` if given. cloud-init does again what it does once per instance when the `instance-id` changes, and not when user data changes.",
        effect: "replace",
      }),
    ),
    hostname: optional(
      str({
        doc: "The guest's host name, for the default meta data.",
        effect: "replace",
        check: (name) =>
          /^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/.test(name)
            ? undefined
            : `"${name}" cannot be a host name.`,
      }),
    ),
    networkConfig: optional(
      str({
        doc: "cloud-init's network configuration, version 1 or 2. Default: DHCP on the first network card.",
        effect: "replace",
      }),
    ),
    vendorData: optional(
      str({
        doc: "cloud-init's vendor data; user data wins over it.",
        secret: true,
        effect: "replace",
        check: startsKnown,
      }),
    ),
  },
  { doc: "A disk for cloud-init's NoCloud data source: FAT with the label CIDATA." },
);

export const content = object(
  "VolumeContent",
  {
    file: optional(
      str({ doc: "A file on the machine that runs Pulumi: a disk image in the volume's format." }),
    ),
    caList: optional(caList),
    bootDisk: optional(bootDisk),
    cloudInit: optional(cloudInit),
    sha256: str({
      doc: "The SHA-256 of the volume's content in hex, as it is written. Given, it is compared in preview; else it is computed. Other content is another volume.",
      derived: true,
      effect: "replace",
      check: isSha256,
      same: (a, b) => a.toLowerCase() === b.toLowerCase(),
    }),
    fingerprint: str({
      doc: "Size, times and inode of the file when its SHA-256 was computed.",
      derived: true,
      internal: true,
    }),
  },
  {
    doc: "What is written into the volume when it is made: a local file, or what Edgefleet makes, which is always raw.",
    effect: "replace",
    exactlyOne: ["file", "caList", "bootDisk", "cloudInit"],
  },
);
