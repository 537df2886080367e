// The old text of a log, and what scripts before us have got wrong.
import { assert } from "chai";
import { profiles } from "../../provider/provisioning/profiles";
import {
  edgeOrchestrator,
  edgeOrchestratorInstallerScript,
} from "../../provider/provisioning/profiles/edge-orchestrator";
import { replay } from "../../provider/provisioning/replay";
import * as texts from "./texts";
import { failure, io, last, recording, run } from "./texts";

describe("the old text of a log", () => {
  const all = recording(...texts.untilCredentials, ...texts.credentials.slice(0, 2));

  it("is caught up with, and only the prompt that still waits is answered", () => {
    const { events } = replay(edgeOrchestrator, io, all, { liveFrom: 100_000, silence: 200_000 });
    const typed = events.filter((event) => event.kind === "type");
    assert.lengthOf(typed, 1);
    assert.deepInclude(typed[0], { console: "agent", what: { value: "username" } });
  });

  it("with a prompt that was answered makes nobody type", () => {
    const answered = [...all, ...recording(["agent", "ann\r\nPassword: "], ["agent", "\r\n"])].map(
      (said, i) => ({ ...said, t: i }),
    );
    const { events } = replay(edgeOrchestrator, io, answered, { liveFrom: 100_000, silence: 200_000 });
    assert.isEmpty(events.filter(({ kind }) => kind === "type"));
  });

  it("in which credentials were refused leads to another try with those of today, or to the failure", () => {
    const again = [
      ...all,
      ...recording(
        ["agent", "bob\r\nPassword: "],
        ["agent", "\r\nIncorrect username and password provided.\r\nUsername: "],
      ),
    ];
    const asked = replay(
      edgeOrchestrator,
      io,
      again.map((said, i) => ({ ...said, t: i })),
      { liveFrom: 1000, silence: 2000 },
    );
    assert.deepInclude(last(asked.events), { kind: "type", what: { value: "username" } });
    const better = [
      ["agent", "ann\r\nPassword: ", 10],
      ["agent", "\r\nUsername, Password received: Processing\r\n"],
    ] as const;
    const through = replay(
      edgeOrchestrator,
      io,
      [
        ...again.map((said, i) => ({ ...said, t: i })),
        ...recording(...better).map((said) => ({ ...said, t: said.t + 2000 })),
      ],
      { liveFrom: 1000, silence: 100 },
    );
    assert.equal(through.machine.stage, "secure-boot");
    const over = [...again, ...recording(["agent", "\r\ngiving up\r\n"])].map((said, i) => ({
      ...said,
      t: i,
    }));
    assert.deepInclude(last(replay(edgeOrchestrator, io, over, { liveFrom: 1000 }).events), {
      kind: "failed",
      class: "credentials",
    });
  });
});

describe("what Virtual Edge Node's script gets wrong", () => {
  const slowly = texts.ubuntu.map(([name, text], i) => [name, text, i === 0 ? 5 : 900] as const);

  it("an Ubuntu that is slow to its login is an Ubuntu", () => {
    assert.deepInclude(last(run(io, ...texts.untilReset, ...slowly).events), {
      kind: "provisioned",
      ending: "ubuntu",
    });
  });

  it("a Microvisor that is done counts as done", () => {
    assert.deepInclude(last(run(io, ...texts.untilReset, ...texts.microvisor).events), {
      kind: "provisioned",
      ending: "microvisor",
    });
    const silent = run(io, ...texts.untilReset, texts.microvisor[0] as never, [
      "console",
      "\r\nlinux login: ",
    ]);
    assert.deepInclude(last(silent.events), { kind: "provisioned", ending: "microvisor" });
  });

  it('a line that says starting Boot0005 "ubuntu" tells both that it starts and what', () => {
    const { machine } = replay(
      edgeOrchestrator,
      io,
      recording(...texts.untilReset.slice(0, -1), texts.ubuntu[0] as never),
      { silence: 1 },
    );
    assert.equal(machine.endingName, "ubuntu");
  });

  it("time that runs out at an inner text is a failure of that stage, and no progress", () => {
    for (const [parts, stage] of [
      [texts.firmware.slice(0, 2), "address"],
      [[...texts.firmware, ...texts.ipxe.slice(0, 1)], "ipxe"],
      [[...texts.firmware, ...texts.ipxe.slice(0, 4)], "script"],
      [[...texts.untilReset, ...texts.ubuntu.slice(0, 1)], "login"],
    ] as const)
      assert.equal(failure(io, ...(parts as never as Parameters<typeof recording>)).stage, stage);
  });

  it("a failed installation is told as such, and so are failures of the boot", () => {
    assert.equal(failure(io, ...texts.untilReset.slice(0, -1)).class, "workflow");
    assert.notEqual(failure(io, ...texts.untilCredentials).class, "stalled");
  });

  it("today's last words of Ubuntu's installer are known, and the older ones to a profile of their own", () => {
    const login: Parameters<typeof recording> = [
      ...texts.untilReset,
      ...texts.ubuntu,
      ["console", "user\r\nPassword: "],
      ["console", "\r\n$ "],
    ];
    const words = (profile: (typeof profiles)[number], text: string) =>
      last(
        replay(profile, { ...io, login: true }, recording(...login, ["console", `\r\n${text}\r\n`])).events,
      ).kind;
    assert.equal(words(edgeOrchestrator, "disable_unattended_upgrade done"), "provisioned");
    assert.equal(words(edgeOrchestrator, "Installation done"), "provisioned");
    assert.equal(words(edgeOrchestrator, "delete_invalid_ubuntu_boot_menuoptions done"), "failed");
    assert.equal(
      words(edgeOrchestratorInstallerScript, "delete_invalid_ubuntu_boot_menuoptions done"),
      "provisioned",
    );
  });
});
