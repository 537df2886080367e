// Places in a resource, as the planner joins them and as Pulumi spells them.
import { expect } from "chai";
import { bool, int, list, map, object, str } from "../../provider/core/define";
import { parsePath, spell, stepsOf } from "../../provider/doors/native/paths";

const fields = {
  memory: str({ doc: "" }),
  hosts: map(object("H", { ip: str({ doc: "" }) }, { doc: "" }), { doc: "" }),
  options: list(str({ doc: "" }), { doc: "" }),
  devices: list(object("D", { on: bool({ doc: "" }) }, { doc: "" }), { doc: "" }),
  ready: object("R", { timeout: int({ doc: "" }) }, { doc: "" }),
};

const values = { hosts: { "a.b": { ip: "1" }, a: { ip: "2" }, "02:00:0a": { ip: "3" } }, options: ["x"] };

describe("paths", () => {
  for (const [joined, steps, spelled] of [
    ["memory", ["memory"], "memory"],
    ["ready.timeout", ["ready", "timeout"], "ready.timeout"],
    ["hosts.a.ip", ["hosts", "a", "ip"], "hosts.a.ip"],
    ["hosts.a.b", ["hosts", "a.b"], 'hosts["a.b"]'],
    ["hosts.a.b.ip", ["hosts", "a.b", "ip"], 'hosts["a.b"].ip'],
    ["hosts.02:00:0a.ip", ["hosts", "02:00:0a", "ip"], 'hosts["02:00:0a"].ip'],
    ["hosts.new", ["hosts", "new"], "hosts.new"],
    ["options[0]", ["options", "0"], "options[0]"],
    ["devices[1].on", ["devices", "1", "on"], "devices[1].on"],
  ] as const) {
    it(`${joined} is ${spelled}`, () => {
      expect(stepsOf(joined, fields, values)).to.deep.equal(steps);
      expect(spell(steps, fields)).to.equal(spelled);
      expect(parsePath(spelled)).to.deep.equal(steps);
    });
  }

  it("reads what ignoreChanges may hold", () => {
    expect(parsePath("disks[*].size")).to.deep.equal(["disks", "*", "size"]);
    expect(parsePath('hosts["say \\"hi\\""].ip')).to.deep.equal(["hosts", 'say "hi"', "ip"]);
  });
});
