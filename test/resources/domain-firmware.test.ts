// What is refused of firmware, TPM, fw_cfg entries and ports before anything is touched, and what is derived.
import { expect } from "chai";
import type { Context } from "../../provider/core/context";
import { checkFields } from "../../provider/core/check";
import { Lifecycle } from "../../provider/core/lifecycle";
import { unknown } from "../../provider/core/values";
import { domain } from "../../provider/resources/domain";
import { derive } from "../../provider/resources/domain/derive";
import { inputs, type DomainInputs } from "../../provider/resources/domain/fields";
import { keysOf } from "../../provider/resources/domain/firmware";
import { nvramVolume, isNvramOf } from "../../provider/resources/domain/nvram";
import { verify } from "../../provider/resources/domain/verify";
import { certificate, makeSigner } from "../support/certificate";
import { machine } from "../templates/machine";

type Given = Record<string, unknown>;

const contextOf = (uri: string) =>
  ({
    label: "site/dev/edge1",
    host: { uri },
    config: { overcommitCpus: 2 },
    facts: { node: () => Promise.resolve({ cpus: 4, memory: 8 * 2 ** 30, model: "x" }) },
  }) as unknown as Context;
const system = contextOf("qemu+ssh://lab/system");

const pool = { name: "p" };
const uefi = { firmware: "uefi", nvram: { pool, generation: 1 } };

describe("domain: what is refused of its firmware", () => {
  const refused = async (changes: Given, old?: Given): Promise<string[]> => {
    const wanted = { ...machine(), ...changes } as DomainInputs;
    const failures = await verify(wanted, old && ({ ...machine(), ...old } as DomainInputs), system);
    for (const { reason } of failures) expect(reason).to.match(/\.$/);
    return failures.map(({ property }) => property);
  };
  const db = [certificate.pem];

  const cases: [string, Given, string[], Given?][] = [
    ["a generation that shrinks", uefi, ["nvram.generation"], { ...uefi, nvram: { pool, generation: 2 } }],
    ["Secure Boot under BIOS", { nvram: uefi.nvram, secureBoot: { db } }, ["secureBoot"]],
    ["Secure Boot on an old machine type", { ...uefi, machine: "pc", secureBoot: {} }, ["machine"]],
    ["Secure Boot without a place for its keys", { firmware: "uefi", secureBoot: { db } }, ["nvram"]],
    ["Secure Boot that would boot nothing", { ...uefi, secureBoot: { db: [] } }, ["secureBoot.db"]],
    [
      "an owner of keys that are Microsoft's",
      { ...uefi, secureBoot: { pk: certificate.pem } },
      ["secureBoot.db"],
    ],
    [
      "two owners",
      { ...uefi, secureBoot: { db, pk: certificate.pem + makeSigner("second").pem } },
      ["secureBoot.pk"],
    ],
    [
      "a file for the ROM of a card without one",
      { nics: { a: { bridge: "b", mac: "02:00:00:00:00:01", rom: { enabled: false, file: "/r" } } } },
      ["nics.a.rom"],
    ],
  ];
  for (const [what, changes, properties, old] of cases) {
    it(what, async () => expect(await refused(changes, old)).to.deep.equal(properties));
  }

  it("nothing that is well, or not known yet", async () => {
    expect(await refused({ ...uefi, secureBoot: { db } })).to.deep.equal([]);
    expect(await refused({ ...uefi, secureBoot: {}, machine: "pc-q35-7.2" })).to.deep.equal([]);
    expect(await refused({ ...uefi, secureBoot: { db: unknown } })).to.deep.equal([]);
    expect(await refused({ ...uefi, nvram: unknown, secureBoot: unknown }, uefi)).to.deep.equal([]);
    expect(await refused({ ...uefi, nvram: { pool, generation: 3 } }, uefi)).to.deep.equal([]);
  });

  const bad: [string, Given, string][] = [
    ["what is no certificate", { secureBoot: { db: ["no certificate"] } }, "secureBoot.db[0]"],
    ["a name that QEMU would cut off", { fwCfg: { ["opt/" + "x".repeat(52)]: { value: "a" } } }, "fwCfg"],
    ["a name with a comma", { fwCfg: { "opt/a,file=/etc/shadow": { value: "a" } } }, "fwCfg"],
    ["a name of our own", { fwCfg: { "opt/edgefleet/0": { value: "a" } } }, "fwCfg"],
    ["an entry from two places", { fwCfg: { "opt/a": { value: "a", file: "/b" } } }, "fwCfg"],
    ["a value of two lines", { fwCfg: { "opt/a": { value: "a\nb" } } }, "fwCfg"],
    ["a path that libvirt cuts at a comma", { fwCfg: { "opt/a": { file: "/a,b" } } }, "fwCfg"],
    ["fw_cfg as a raw argument", { qemuArgs: ["-fw_cfg", "name=opt/a,string=b"] }, "qemuArgs[0]"],
    [
      "a socket's path that no socket can have",
      { serials: { a: { socket: { path: `/${"x".repeat(107)}` } } } },
      "serials",
    ],
  ];
  for (const [what, given, property] of bad) {
    it(what, () => {
      const { failures } = checkFields(new Lifecycle(domain).fields, { resourceUrn: "urn", ...given });
      expect(failures).to.have.length(1);
      expect(failures[0]?.property).to.satisfy((path: string) => path.startsWith(property));
    });
  }
});

describe("domain: what is derived of its firmware", function () {
  this.timeout(20_000);

  const derived = async (given: Given, context: Context): Promise<DomainInputs> => {
    const { inputs: checked, failures } = checkFields(inputs, given);
    expect(failures).to.deep.equal([]);
    const wanted = { incarnation: "00000000000000aa-1", ...checked } as Partial<DomainInputs>;
    await derive(wanted, context);
    return wanted as DomainInputs;
  };

  it("ports go by key, and a socket has a path that preview knows", async () => {
    const { serials } = await derived({ serials: { b: { socket: {} }, a: {} } }, system);
    expect([serials["a"]?.port, serials["b"]?.port]).to.deep.equal([0, 1]);
    expect(serials["b"]?.socket).to.deep.equal({
      path: "/run/libvirt/qemu/00000000000000aa-1-b.sock",
      mode: "bind",
    });
  });

  it("on a session nobody but the user knows a place for a socket", async () => {
    const session = contextOf("qemu:///session");
    const wanted = await derived({ serials: { a: { socket: {} } } }, session);
    const failures = await verify({ ...machine(), serials: wanted.serials }, undefined, session);
    expect(failures.map(({ property }) => property)).to.deep.equal(["serials.a.socket.path"]);
  });

  it("the owner is the first certificate that is accepted, also of a text with several", () => {
    const bundle = certificate.pem + makeSigner("second").pem;
    const { kek, pk } = keysOf({ db: [bundle], kek: undefined, pk: undefined }) ?? expect.fail("no keys");
    expect([pk, ...kek]).to.deep.equal([certificate.der, certificate.der]);
  });

  it("a file of UEFI variables is named after generation and keys, and known as the machine's own", () => {
    const other = makeSigner("other");
    const keys = (db?: string[]) => ({ db, kek: undefined, pk: undefined });
    const names = [undefined, keys(), keys([certificate.pem]), keys([other.pem])].flatMap((secureBoot) =>
      [1, 2].map(
        (generation) =>
          nvramVolume(machine({ firmware: "uefi", nvram: { pool, generation }, secureBoot }))
            ?.volume as string,
      ),
    );
    expect(new Set(names).size).to.equal(8);
    expect(names[0]).to.equal("edge1-uefi1-00000000000000aa-1.fd");
    expect(nvramVolume(machine())).to.equal(undefined);
    for (const name of names) expect(isNvramOf(machine())(name), name).to.equal(true);
    for (const name of [
      "edge1-uefi-disk-00000000000000aa-1.fd",
      "edge1-uefi1-00000000000000aa-2.fd",
      "edge11-uefi1-00000000000000aa-1.fd",
      "edge1-uefi1-x-00000000000000aa-1.fd",
    ])
      expect(isNvramOf(machine())(name), name).to.equal(false);
  });
});
