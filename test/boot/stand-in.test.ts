// Nodes that really boot from the stand-in orchestrator: UEFI firmware, HTTPS, iPXE, the agent, the installed disk.
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { assert } from "chai";
import { execa } from "execa";
import type { HostRecord } from "../../provider/orchestrator/types";
import type { Records } from "../../provider/orchestrator/stand-in/store";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { clientOf, fqdn, operator, standIn } from "../support/stand-in";

/** From one sign of a guest to the next; it is emulated, and other tests run beside it. */
const patience = 180_000;
const address = "10.88.0.1";
// Each has an address of its own: dnsmasq may offer one free address to two that ask at a time, and refuse the second.
const alone = {
  serial: "NIO0000001",
  uuid: "7c1a6f5e-0000-4000-8000-000000000001",
  mac: "52:54:00:88:00:01",
  ip: "10.88.0.11",
};
const attended = {
  serial: "IO00000001",
  uuid: "7c1a6f5e-0000-4000-8000-000000000002",
  mac: "52:54:00:88:00:02",
  ip: "10.88.0.12",
};

describe("nodes that boot from the stand-in orchestrator", function () {
  this.timeout(400_000);
  let host: IsolatedHost;
  let server: ChildProcess | undefined;
  let folder: string;
  const sockets: Socket[] = [];
  let over = false;

  before(async () => {
    host = await sharedHost();
    const bootFiles = (await execa(join(repository, "tools/stand-in/build"), [], { stderr: "ignore" }))
      .stdout;
    folder = join(host.root, "stand-in");
    // Registered before the node boots; the other one is known to nobody.
    const desk = await standIn({ folder, keep: true });
    const client = clientOf(desk);
    await client.registerHost({ name: "alone", serialNumber: alone.serial, autoOnboard: true });
    await client.close();
    await desk.stop();
    await host.define("net-define", network);
    await host.virsh("net-start", "stand-in");
    server = await startInside(host, folder, bootFiles);
    writeFileSync(join(folder, "cacerts"), signatureList(readFileSync(join(folder, "ca.pem"), "utf8")));
  });

  after(async () => {
    over = true;
    for (const socket of sockets) socket.destroy();
    for (const { serial } of [alone, attended]) {
      await host.virsh("destroy", serial).catch(() => undefined);
      await host.virsh("undefine", serial, "--nvram").catch(() => undefined);
    }
    server?.kill("SIGTERM");
    await host.virsh("net-destroy", "stand-in").catch(() => undefined);
    await host.virsh("net-undefine", "stand-in").catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  const log = (serial: string, port: number): string => {
    try {
      return readFileSync(join(folder, `${serial}-${port}.log`), "latin1");
    } catch {
      return "";
    }
  };

  /** What a guest does is seen in files; `what` is said with the last lines of its consoles when it does not come. */
  async function until(serial: string, what: string, condition: () => boolean): Promise<void> {
    const deadline = Date.now() + patience;
    while (!condition()) {
      if (over) return;
      if (Date.now() > deadline)
        throw new Error(
          `${serial} did not come to: ${what}\n${[0, 1].map((port) => tail(serial, port)).join("\n")}`,
        );
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  const tail = (serial: string, port: number): string =>
    `--- serial port ${port}\n${log(serial, port).split("\n").slice(-25).join("\n")}`;

  /** Until a text is on that serial port. */
  async function says(serial: string, port: number, ...texts: string[]): Promise<void> {
    for (const text of texts) await until(serial, text, () => log(serial, port).includes(text));
  }

  const record = (serial: string): HostRecord | undefined => {
    const { hosts } = JSON.parse(readFileSync(join(folder, "records.json"), "utf8")) as Records;
    return hosts.find(({ serialNumber }) => serialNumber === serial);
  };

  async function start(node: typeof alone): Promise<void> {
    const { serial } = node;
    await execa("qemu-img", ["create", "-q", "-f", "qcow2", join(folder, `${serial}.qcow2`), "64M"]);
    await host.define("define", machine(folder, node));
    await host.virsh("start", serial);
  }

  it("onboards a registered one by itself, and one that nobody registered with an operator's credentials", async () => {
    await Promise.all([start(alone), start(attended)]);
    await Promise.all([byItself(), withOperator()]);
  });

  async function byItself(): Promise<void> {
    const { serial, uuid } = alone;
    await says(serial, 0, "Start HTTP Boot over IPv4", "/tink-stack/signed_ipxe.efi", "boot.ipxe");
    await says(serial, 1, "Onboarded", "Secure Boot Status MATCH", "3/5: Streaming OS image", "Reset System");
    await says(serial, 0, `${serial} login:`);
    await until(serial, "host status Running", () => record(serial)?.hostStatus === "Running");
    assert.include(record(serial), { uuid, name: "alone", onboardingStatus: "Onboarded" });
    assert.notInclude(log(serial, 1), "Username:");
  }

  async function withOperator(): Promise<void> {
    const { serial, uuid } = attended;
    await says(serial, 1, "Provide Username and password for the IDP", "Username: ");
    const terminal = connect(join(folder, `${serial}-1.sock`));
    sockets.push(terminal);
    terminal.write(`${operator.username}\n`);
    await says(serial, 1, "Password: ");
    terminal.write("not the password\n");
    await says(serial, 1, "Incorrect username and password provided.");
    await until(serial, "a second Username:", () => log(serial, 1).split("Username: ").length === 3);
    terminal.write(`${operator.username}\n`);
    await until(serial, "a second Password:", () => log(serial, 1).split("Password: ").length === 3);
    terminal.write(`${operator.password}\n`);
    await says(serial, 1, "Onboarded", "Secure Boot Status MATCH", "Reset System");
    await says(serial, 0, `${serial} login:`);
    await until(serial, "host status Running", () => record(serial)?.hostStatus === "Running");
    assert.include(record(serial), { uuid, onboardingStatus: "Onboarded" });
    assert.include(log(serial, 0), "Provide Username and password for the IDP", "on all terminals");
    for (const port of [0, 1]) assert.notInclude(log(serial, port), operator.password);
  }
});

/** The dnsmasq options of the boot chain, and one more line: Debian's iPXE has no HTTPS, and fetches its script itself. */
const network = `<network xmlns:dnsmasq="http://libvirt.org/schemas/network/dnsmasq/1.0">
  <name>stand-in</name>
  <bridge name="efstandin0" stp="off"/>
  <dns>
    <host ip="${address}"><hostname>tinkerbell-haproxy.${fqdn}</hostname></host>
  </dns>
  <ip address="${address}" prefix="24"><dhcp>
    <range start="10.88.0.10" end="10.88.0.20"/>
    ${[alone, attended].map(({ mac, ip }) => `<host mac="${mac}" ip="${ip}"/>`).join("")}
  </dhcp></ip>
  <dnsmasq:options>
    ${[
      "dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016",
      "dhcp-option-force=tag:efi-http,60,HTTPClient",
      "dhcp-match=set:ipxe,175",
      `dhcp-boot=tag:efi-http,"https://tinkerbell-haproxy.${fqdn}/tink-stack/signed_ipxe.efi"`,
      `dhcp-boot=tag:ipxe,http://${address}/tink-stack/boot.ipxe`,
    ]
      .map((option) => `<dnsmasq:option value='${option}'/>`)
      .join("\n    ")}
  </dnsmasq:options>
</network>`;

const machine = (folder: string, { serial, uuid, mac }: typeof alone): string => `
<domain type="qemu" xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0">
  <name>${serial}</name>
  <uuid>${uuid}</uuid>
  <memory unit="MiB">512</memory>
  <os>
    <type arch="x86_64" machine="q35">hvm</type>
    <loader readonly="yes" type="pflash">/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
    <nvram template="/usr/share/OVMF/OVMF_VARS_4M.fd">${folder}/${serial}.nvram</nvram>
    <smbios mode="sysinfo"/>
  </os>
  <sysinfo type="smbios"><system><entry name="serial">${serial}</entry></system></sysinfo>
  <features><acpi/></features>
  <devices>
    <disk type="file" device="disk">
      <driver name="qemu" type="qcow2" cache="unsafe"/>
      <source file="${folder}/${serial}.qcow2"/>
      <target dev="vda" bus="virtio"/>
      <boot order="1"/>
    </disk>
    <interface type="network">
      <mac address="${mac}"/>
      <source network="stand-in"/>
      <model type="virtio"/>
      <boot order="2"/>
      <rom enabled="no"/>
    </interface>
    <rng model="virtio"><backend model="random">/dev/urandom</backend></rng>
    ${[0, 1]
      .map(
        (port) => `<serial type="unix">
      <source mode="bind" path="${folder}/${serial}-${port}.sock"/>
      <log file="${folder}/${serial}-${port}.log"/>
      <target port="${port}"/>
    </serial>`,
      )
      .join("\n    ")}
  </devices>
  <qemu:commandline>
    ${[
      `name=etc/edk2/https/cacerts,file=${folder}/cacerts`,
      "name=opt/org.tianocore/IPv4PXESupport,string=n",
      "name=opt/org.tianocore/IPv6PXESupport,string=n",
      "name=opt/org.tianocore/IPv6Support,string=n",
    ]
      .map((entry) => `<qemu:arg value="-fw_cfg"/><qemu:arg value="${entry}"/>`)
      .join("\n    ")}
  </qemu:commandline>
</domain>`;

/** `edgefleet orchestrator --stand-in` on the network's own address, inside the host's namespaces. */
async function startInside(host: IsolatedHost, folder: string, bootFiles: string): Promise<ChildProcess> {
  const command = [
    ...["exec", host.root, process.execPath, join(repository, "dist/provider/cli/edgefleet.js")],
    ...["orchestrator", "--stand-in", "--listen", address, "--port", "443", "--http-port", "80"],
    ...["--fqdn", fqdn, "--project", "site", "--user", operator.username],
    ...["--dir", folder, "--boot-files", bootFiles],
  ];
  const server = spawn(join(repository, "tools/host/isolated"), command, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, EDGEFLEET_STAND_IN_PASSWORD: operator.password },
  });
  let said = "";
  await new Promise<void>((done, fail) => {
    server.stderr.on("data", (text) => (said += String(text)));
    server.stdout.on("data", (text) => {
      said += String(text);
      if (/^ca: /m.test(said)) done();
    });
    server.on("exit", () => fail(new Error(`the stand-in did not start: ${said}`)));
  });
  return server;
}

/** One EFI_SIGNATURE_LIST with the authority's certificate, as OVMF takes it. */
function signatureList(pem: string): Buffer {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const header = Buffer.alloc(44);
  Buffer.from("a159c0a5e494a74a87b5ab155c2bf072", "hex").copy(header);
  header.writeUInt32LE(44 + der.length, 16);
  header.writeUInt32LE(16 + der.length, 24);
  return Buffer.concat([header, der]);
}
