// A guest that says on its two serial ports what a node says while it is provisioned, and really reads what is typed.
// It is a stand-in for an orchestrator's boot agent; its texts are those that the compact profile beside it looks for.
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import type { Profile } from "../../provider/provisioning/profile";

export const compactProfile: Profile = {
  format: 1,
  name: "compact",
  description: "The guest of the tests.",
  consoles: { console: 0, agent: 1 },
  stages: [
    { name: "kernel", title: "kernel", expected: "5s", timeout: "200s", ends: ["test-agent: started"] },
    {
      name: "credentials",
      title: "credentials",
      expected: "2s",
      timeout: "200s",
      onboarding: "io",
      begins: ["Provide Username and password"],
      ends: ["Username, Password received: Processing"],
      answers: [
        { prompt: "Username:", on: "agent", type: "username" },
        { prompt: "Password:", on: "agent", type: "password" },
      ],
    },
    { name: "registration", title: "registration", expected: "2s", timeout: "200s", onboarding: "nio" },
    {
      name: "secure-boot",
      title: "secure boot status",
      expected: "2s",
      timeout: "200s",
      ends: ["Secure Boot Status MATCH"],
    },
    { name: "login", title: "login", expected: "2s", timeout: "200s", ends: ["/login: ?$/"] },
  ],
  failures: [{ text: "Incorrect username and password provided", class: "credentials", final: true }],
};

const init = `#!/bin/sh
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev 2>/dev/null
wanted=$(sed -n 's/.*wanted=\\([^ ]*\\).*/\\1/p' /proc/cmdline)
exec </dev/ttyS1 >/dev/ttyS1 2>&1
echo "test-agent: started"
if grep -q dies /proc/cmdline; then poweroff -f; fi
echo "Provide Username and password for the IDP"
while :; do
  printf "Username: "
  read -r user
  stty -echo
  printf "Password: "
  read -r password
  stty echo
  echo
  [ "$(printf %s "$user:$password" | sha256sum | cut -c1-64)" = "$wanted" ] && break
  echo "Incorrect username and password provided."
done
echo "Username, Password received: Processing"
read -r go </dev/ttyS0
echo "Secure Boot Status MATCH"
printf "\\nedge login: " >/dev/ttyS0
sleep 100000
`;

/** Arguments of a Domain, as they stand in a program. */
export function provisioningGuest(
  folder: string,
  wanted: { username: string; password: string },
  dies = false,
): string {
  const guest = process.env["EDGEFLEET_GUEST"] ?? "";
  const root = join(folder, "guest-root");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "provision"), init);
  chmodSync(join(root, "provision"), 0o755);
  // The kernel unpacks one archive after the other.
  const { stdout } = execaSync("cpio", ["-o", "-H", "newc", "-R", "0:0", "--quiet"], {
    cwd: root,
    input: "provision\n",
    encoding: "buffer",
  });
  const initrd = join(folder, "guest-initrd");
  writeFileSync(initrd, Buffer.concat([readFileSync(join(guest, "initramfs.img")), stdout]));
  const digest = createHash("sha256").update(`${wanted.username}:${wanted.password}`).digest("hex");
  const kernel = {
    image: join(guest, "vmlinuz"),
    initrd,
    cmdline: `console=ttyS0 quiet rdinit=/provision wanted=${digest}${dies ? " dies" : ""}`,
  };
  return `memory: "96MiB", kernel: ${JSON.stringify(kernel)},
    serials: { console: { port: 0, log: { pool } }, agent: { port: 1, log: { pool } } },`;
}
