// The agent of the tests is as strict as a real wire: otherwise what runs on it proves nothing.
import { expect } from "chai";
import type { Command } from "../../provider/host/command";
import * as domains from "../../provider/host/domain";
import { HostError, type Host } from "../../provider/host/host";
import * as net from "../../provider/host/network";
import * as node from "../../provider/host/node";
import { VirshHost } from "../../provider/host/session";
import { AgentHost } from "../support/agent-host";

describe("an agent", () => {
  let far: VirshHost;
  let host: Host;
  beforeEach(() => (host = new AgentHost((far = new VirshHost("test:///default")))));
  afterEach(() => host.close());

  it("answers as the host itself does", async () => {
    expect(await host.run(node.nodeinfo())).to.deep.equal(await far.run(node.nodeinfo()));
    expect(await host.run(domains.list())).to.deep.equal(await far.run(domains.list()));
    expect(await host.run(net.netAutostart("default", true))).to.equal(undefined);
    expect(await host.find(net.netInfo("nothing"))).to.equal(undefined);
  });

  it("gives each of many its own answer", async () => {
    const [info, names, found] = await Promise.all([
      host.run(node.nodeinfo()),
      host.run(net.netList("name")),
      host.find(domains.dominfo("test")),
    ]);
    expect([info.cpus, names, found?.state]).to.deep.equal([16, ["default"], "running"]);
  });

  it("fails as the host itself does", async () => {
    const [here, there] = (await Promise.all(
      [far, host].map((one) => one.run(net.netStart("default")).catch((error: HostError) => error)),
    )) as [HostError, HostError];
    expect(there).to.be.instanceOf(HostError);
    for (const part of ["code", "reason", "command", "uri", "message"] as const)
      expect(there[part]).to.equal(here[part]);
  });

  for (const [what, args] of Object.entries({
    "a function": [() => "x"],
    bytes: [Buffer.from("x")],
    "a date": [new Date(0)],
    "a map": [new Map()],
    "a hole": [undefined],
    "what is no number": [Number.NaN],
  })) {
    it(`carries no ${what.replace(/^an? /, "")}`, async () => {
      const command = { ...node.nodeinfo(), args } as unknown as Command<"nodeinfo">;
      expect(await host.run(command).catch((error: Error) => error.message)).to.match(
        /is more than data|is no number/,
      );
      expect(far.commandCount).to.equal(0);
    });
  }
});
