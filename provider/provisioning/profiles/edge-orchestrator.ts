// The Edge Orchestrator of the Open Edge Platform, as it is today. Sources: the texts that OVMF's HttpBootDxe, iPXE
// and the orchestrator's own iPXE scripts and boot agent print (infra-onboarding 45665a1); time-outs as Virtual Edge
// Node has them, per stage.
import type { KnownFailure, Profile, Stage } from "../profile";

const download = (name: string, title: string, file: string, expected: string): Stage => ({
  name,
  title,
  expected,
  timeout: "20m",
  begins: [`/${file}\\.\\.\\./`],
  ends: [`/${file}\\.\\.\\..*\\bok\\b/`],
  percent: `/${file}\\.\\.\\. *(\\d+)%/`,
  late: "ipxe",
});

const stages: Stage[] = [
  { name: "uefi", title: "UEFI firmware", expected: "10s", timeout: "700s" },
  {
    name: "address",
    title: "station address",
    expected: "5s",
    timeout: "700s",
    begins: ["Start HTTP Boot over IPv4"],
    ends: ["Station IP address is"],
    again: true,
    late: "dhcp",
  },
  {
    name: "ipxe",
    title: "iPXE download",
    expected: "10s",
    timeout: "800s",
    begins: ["/URI: https?:.*signed_ipxe/"],
    ends: ["Downloading...100%", "iPXE boot success, chainloading Micro-OS", "iPXE initialising devices"],
    percent: "/Downloading\\.\\.\\.(\\d+)%/",
    late: "http",
  },
  { ...download("script", "iPXE script", "boot\\.ipxe", "5s") },
  { ...download("kernel", "kernel", "vmlinuz-x86_64", "20s") },
  { ...download("initramfs", "initramfs", "initramfs-x86_64", "60s") },
  {
    name: "agent",
    title: "Micro-OS",
    expected: "30s",
    timeout: "30m",
    ends: ["EFI stub: Loaded initrd"],
    late: "agent",
  },
  {
    name: "credentials",
    title: "credentials",
    expected: "60s",
    timeout: "1h",
    onboarding: "io",
    begins: ["Provide Username and password"],
    ends: ["Username, Password received: Processing"],
    late: "agent",
    answers: [
      { prompt: "Username:", on: "agent", type: "username", late: "credentials" },
      { prompt: "Password:", on: "agent", type: "password", late: "credentials" },
    ],
  },
  {
    name: "registration",
    title: "registration",
    expected: "60s",
    timeout: "30m",
    onboarding: "nio",
    late: "agent",
  },
  {
    name: "secure-boot",
    title: "secure boot status",
    expected: "30s",
    timeout: "30m",
    ends: ["Secure Boot Status MATCH"],
    late: "agent",
  },
  {
    name: "workflow",
    title: "installation",
    expected: "10m",
    timeout: "1h",
    after: "agent",
    ends: ["Reset System", "/BdsDxe: starting Boot[0-9A-F]+/"],
    late: "workflow",
  },
  {
    name: "reset",
    title: "first boot from disk",
    expected: "60s",
    timeout: "30m",
    after: "workflow",
    late: "os",
  },
];

/** A host's name and its prompt, and what another program has said behind it. */
const interruptedLogin = "/^(?!Last )\\S+ login: \\S/";

/** Unlike a time, the system's own words tell which one it is, however slowly they come. */
const ubuntuLogin: Stage = {
  name: "login",
  title: "Ubuntu login",
  expected: "60s",
  timeout: "30m",
  after: "workflow",
  begins: ['/BdsDxe: starting Boot[0-9A-F]+ "ubuntu"/', "/Ubuntu \\d\\d\\.\\d\\d/"],
  ends: ["/login: ?$/", interruptedLogin],
  late: "os",
};

const installer: Stage = {
  name: "installer",
  title: "installer",
  expected: "10m",
  timeout: "1h",
  login: true,
  ends: ["disable_unattended_upgrade done", "Installation done"],
  late: "os",
  answers: [
    {
      prompt: "/login: ?/",
      interrupted: interruptedLogin,
      on: "console",
      type: "login-username",
      late: "credentials",
    },
    { prompt: "/[Pp]assword: ?/", on: "console", type: "login-password", late: "credentials" },
    {
      prompt: "/[$#] /",
      on: "console",
      send: "tail -n +1 -F /home/postinstall/Setup/.success_install_status /home/postinstall/Setup/.base_pkg_install_done",
      limit: 1,
    },
  ],
  // Ctrl-C ends tail; nobody is left logged in.
  leave: "\u0003\rexit\r",
};

const early = ["uefi", "address", "ipxe"];
const failure = (
  name: KnownFailure["class"],
  stages: string[] | undefined,
  ...texts: string[]
): KnownFailure[] => texts.map((text) => ({ text, class: name, ...(stages ? { stages } : {}) }));
const final = (found: KnownFailure[]): KnownFailure[] => found.map((known) => ({ ...known, final: true }));

export const edgeOrchestrator: Profile = {
  format: 1,
  name: "edge-orchestrator",
  description: "Edge Orchestrator of the Open Edge Platform since its installer script was removed.",
  consoles: { console: 0, agent: 1 },
  stages,
  endings: [
    { name: "ubuntu", stages: [ubuntuLogin, installer] },
    {
      name: "microvisor",
      // A system that asks for a login and never said Ubuntu.
      otherwise: true,
      stages: [{ ...ubuntuLogin, title: "Microvisor login", begins: ["/Edge Microvisor/"] }],
    },
  ],
  recoveries: [
    { prompt: "iPXE>", on: "console", send: "reboot", late: "ipxe" },
    { prompt: "Shell>", on: "console", send: "reset" },
  ],
  failures: [
    ...failure(
      "dhcp",
      ["uefi", "address"],
      "Error: Server response timeout.",
      "Error: Could not retrieve NBP file size",
    ),
    ...failure(
      "tls",
      ["ipxe"],
      "Error: Could not establish connection with HTTP server.",
      "Error: Unexpected network error.",
    ),
    ...failure("http", ["ipxe"], "Error: Server response timeout.", "Error: Network device error."),
    ...failure("http", early, "/(?:Client|Server) Error: \\d\\d\\d/", "/Redirection: \\d\\d\\d/"),
    ...failure(
      "dns",
      undefined,
      "Could not retrieve the host address from DNS server",
      "DNS name does not exist",
      "No DNS servers available",
    ),
    ...failure("dns", undefined, "/https://ipxe\\.org/3e/"),
    ...failure("tls", undefined, "/https://ipxe\\.org/(?:02|41)/"),
    ...failure(
      "http",
      undefined,
      "/https://ipxe\\.org/(?:2d|4c|0f|28)/",
      "Error: Unable to reach the edge orchestrator",
    ),
    ...failure("dhcp", undefined, "Error: Unable to obtain the IP address"),
    ...failure("ipxe", undefined, "Could not load resources"),
    ...final(
      failure("secure-boot", undefined, "Secure Boot Status MISMATCH", "Unable to read secure boot status"),
    ),
    ...final(failure("credentials", undefined, "Incorrect username and password provided")),
    ...final(failure("credentials", ["installer"], "Login incorrect")),
    { text: "Provide Username and password", class: "agent", final: true, onboarding: "nio" },
    ...final(failure("disk-full", undefined, "No space left on device")),
  ],
};

/** Before infra-onboarding a463c3aa (#124), Ubuntu was finished by a script with other last words. */
export const edgeOrchestratorInstallerScript: Profile = {
  ...edgeOrchestrator,
  name: "edge-orchestrator-installer-script",
  description:
    "Edge Orchestrator of the Open Edge Platform with its installer script (before infra-onboarding a463c3aa).",
  endings: (edgeOrchestrator.endings ?? []).map((ending) =>
    ending.name === "ubuntu"
      ? {
          ...ending,
          stages: [ubuntuLogin, { ...installer, ends: ["delete_invalid_ubuntu_boot_menuoptions done"] }],
        }
      : ending,
  ),
};
