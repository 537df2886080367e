// Recordings written from what firmware, iPXE and the orchestrator's scripts and agent are known to print.
import type { Course, Event } from "../../provider/provisioning/machine";
import { edgeOrchestrator } from "../../provider/provisioning/profiles/edge-orchestrator";
import { replay, type Replayed, type Said } from "../../provider/provisioning/replay";

export const io: Course = { onboarding: "io", login: false, retries: 2 };
export const nio: Course = { ...io, onboarding: "nio" };

/** Consecutive texts, one second apart where nothing else is said. */
export function recording(...parts: (readonly [console: string, text: string, after?: number])[]): Said[] {
  let t = 0;
  return parts.map(([console, text, after = 1]) => ({ t: (t += after * 1000), console, text }));
}

export type Part = readonly [console: string, text: string, after?: number];

export const firmware: Part[] = [
  [
    "console",
    '\u001b[2J\u001b[01;01H\u001b[=3h\u001b[2J\u001b[01;01HBdsDxe: failed to load Boot0001 "UEFI Misc Device" from PciRoot(0x0): Not Found\r\n',
  ],
  ["console", "\r\n>>Start HTTP Boot over IPv4....\r\n"],
  ["console", "  Station IP address is 192.168.99.20\r\n"],
];
export const ipxe: Part[] = [
  [
    "console",
    "\r\n  URI: https://tinkerbell-haproxy.site.example/tink-stack/signed_ipxe.efi\r\n  File Size: 1048576 Bytes\r\n",
  ],
  ["console", "\r  Downloading...1%\r  Downloading...57%\r  Downloading...100%\r\n"],
  [
    "console",
    'BdsDxe: loading Boot0003 "UEFI HTTPv4"\r\nBdsDxe: starting Boot0003 "UEFI HTTPv4 (MAC:02AABBCCDDEE)" from Uri(https://x)\r\n',
  ],
  [
    "console",
    "==== iPXE boot success, chainloading Micro-OS ====\r\n=> Registering with Network\r\nNetwork Configuration Done\r\n",
  ],
  [
    "console",
    "=> Chainloading to Micro-OS download iPXE script\r\nhttps://tinkerbell-haproxy.site.example/tink-stack/boot.ipxe... ok\r\n",
  ],
  ["console", "Loading the Micro-OS download iPXE script...\r\nStarting to download the Micro-OS image\r\n"],
  [
    "console",
    "https://tinkerbell-haproxy.site.example/tink-stack/vmlinuz-x86_64... 12%\rhttps://tinkerbell-haproxy.site.example/tink-stack/vmlinuz-x86_64... ok\r\n",
  ],
  ["console", "https://tinkerbell-haproxy.site.example/tink-stack/initramfs-x86_64... ok\r\n"],
  [
    "console",
    "The Micro-OS image downloaded successfully, booting into the Micro-OS...\r\nEFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path\r\n",
  ],
];
export const credentials: Part[] = [
  ["console", "Provide Username and password for the IDP\r\nUsername: ", 20],
  ["agent", "Provide Username and password for the IDP\r\nUsername: ", 0],
  ["agent", "ann\r\nPassword: "],
  ["agent", "\r\nUsername, Password received: Processing\r\n"],
];
export const installed: Part[] = [
  ["agent", "Secure Boot Status MATCH\r\n", 30],
  ["console", "Reset System\r\n", 300],
];
export const ubuntu: Part[] = [
  [
    "console",
    'BdsDxe: loading Boot0005 "ubuntu" from HD(1)\r\nBdsDxe: starting Boot0005 "ubuntu" from HD(1)\r\n',
    5,
  ],
  ["console", "\r\nUbuntu 22.04.5 LTS edge ttyS0\r\n\r\nedge login: ", 100],
];
export const microvisor: Part[] = [
  ["console", 'BdsDxe: starting Boot0005 "UEFI Misc Device" from PciRoot(0x0)\r\n', 5],
  ["console", "\r\nEdge Microvisor Toolkit 3.0\r\nedge login: ", 30],
];
export const untilCredentials: Part[] = [...firmware, ...ipxe];
export const untilReset: Part[] = [...firmware, ...ipxe, ...credentials, ...installed];

export const last = (events: Event[]): Event => events.at(-1) as Event;

export function run(course: Course, ...parts: Parameters<typeof recording>): Replayed {
  return replay(edgeOrchestrator, course, recording(...parts));
}

/** How it failed. */
export function failure(
  course: Course,
  ...parts: Parameters<typeof recording>
): { stage: string; class: string; because: string } {
  const event = last(run(course, ...parts).events);
  if (event.kind !== "failed") throw new Error(`it ended with ${event.kind}`);
  return { stage: event.stage, class: event.class, because: event.because };
}
