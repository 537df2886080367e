// Why a node was not provisioned: the classes, with what each means and what a person can do.

export interface Meaning {
  /** Goes on from "the node failed: ". */
  means: string;
  advice: string;
}

export const failureClasses = {
  dhcp: {
    means: "it got no address",
    advice:
      "Check that its network runs, that DHCP is on and has addresses left, and that the answer offers HTTP boot to the firmware",
  },
  dns: {
    means: "the name of a server could not be resolved",
    advice: "Check the orchestrator's domain name, and the DNS server that the network tells its nodes",
  },
  tls: {
    means: "no trusted connection to the server came about",
    advice:
      "Check that the CA given to the node has signed the server's certificate, that the name and the dates in it are right, that the server is up, and that it offers a cipher which this firmware knows (OVMF before 2023: RSA or DHE, not ECDHE alone)",
  },
  http: {
    means: "a server did not give what it was asked for",
    advice:
      "Fetch the URL on the console from the node's network with curl: is the file there, and does the server answer",
  },
  ipxe: {
    means: "iPXE did not get its script, the kernel or the initramfs",
    advice:
      "Look at the last lines: iPXE names an error page for each failure; check the boot files on the orchestrator",
  },
  agent: {
    means: "the boot agent did not onboard the node",
    advice:
      "With onboarding nio the orchestrator has to know the node's serial number or uuid beforehand: register it, or use onboarding io. Otherwise check that the onboarding service can be reached from the node",
  },
  credentials: {
    means: "the user name and password were refused",
    advice:
      "Try them at the orchestrator's login page; the user needs the onboarding group of the project. Then correct them in the program",
  },
  "secure-boot": {
    means: "secure boot is not as the orchestrator expects it",
    advice:
      "Make the node's secure boot setting and its enrolled keys match the security feature of the OS profile, then make the node anew",
  },
  "disk-full": {
    means: "its disk is too small",
    advice: "Give the node a bigger disk, at least as big as the OS profile asks for",
  },
  workflow: {
    means: "the installation did not come to its end",
    advice: "Look at the host's provisioning status in the orchestrator: it names the step that failed",
  },
  os: {
    means: "the installed operating system did not come up",
    advice: "Look at the console: is the disk first in the boot order, and did the system start from it",
  },
  stopped: {
    means: "the machine stopped",
    advice:
      "Start it again and look at its console; `virsh domstate --reason` and QEMU's log on the host say why it stopped",
  },
  stalled: {
    means: "nothing that is known was said in time",
    advice:
      "Look at the last lines. If the node was only slow, raise the stage's time-out; if it says something new, write a profile for its release",
  },
} as const satisfies Record<string, Meaning>;

export type FailureClass = keyof typeof failureClasses;

export const classNames = Object.keys(failureClasses) as FailureClass[];

/** What another attempt cannot change. */
export const isLasting = (failure: FailureClass): boolean =>
  ["credentials", "secure-boot", "disk-full"].includes(failure);
