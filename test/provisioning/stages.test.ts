// The stages of a node that gets through, and of one that starts over on the way.
import { assert } from "chai";
import { StageMachine, type Event } from "../../provider/provisioning/machine";
import { edgeOrchestrator } from "../../provider/provisioning/profiles/edge-orchestrator";
import { readRecording, replay } from "../../provider/provisioning/replay";
import * as texts from "./texts";
import { io, last, nio, recording, run } from "./texts";

const passedIn = (events: Event[]): string[] =>
  events
    .filter(({ kind }) => kind === "passed")
    .map(({ stage }: { stage?: string } & Event) => stage as string);

describe("the stages of an edge orchestrator", () => {
  it("are all seen on the way of an interactive node to Ubuntu", () => {
    const { events } = run(
      { ...io, login: true },
      ...texts.untilReset,
      ...texts.ubuntu,
      ["console", "user\r\nPassword: "],
      ["console", "\r\nuser@edge:~$ "],
      ["console", "tail ...\r\ndisable_unattended_upgrade done\r\n", 60],
    );
    assert.deepEqual(passedIn(events), [
      "uefi",
      "address",
      "ipxe",
      "script",
      "kernel",
      "initramfs",
      "agent",
      "credentials",
      "secure-boot",
      "workflow",
      "reset",
      "login",
      "installer",
    ]);
    assert.deepInclude(last(events), { kind: "provisioned", ending: "ubuntu" });
    const typed = events
      .filter((event) => event.kind === "type")
      .map(({ console, what }) => [console, "value" in what ? what.value : what.text]);
    assert.deepEqual(typed.slice(0, 4), [
      ["agent", "username"],
      ["agent", "password"],
      ["console", "login-username"],
      ["console", "login-password"],
    ]);
    assert.include(typed[4]?.[1], "tail");
    assert.deepEqual(typed[5], ["console", "\u0003\rexit\r"], "nobody is left logged in");
  });

  it("end at the login prompt where the program gives no login", () => {
    assert.deepInclude(last(run(io, ...texts.untilReset, ...texts.ubuntu).events), {
      kind: "provisioned",
      stage: "login",
      ending: "ubuntu",
    });
  });

  it("need no prompt with onboarding nio", () => {
    const { events } = run(nio, ...texts.firmware, ...texts.ipxe, ...texts.installed, ...texts.microvisor);
    assert.include(passedIn(events), "registration");
    assert.deepInclude(last(events), { kind: "provisioned", ending: "microvisor" });
    assert.isEmpty(events.filter(({ kind }) => kind === "type"));
  });

  it("tell how much of a download is done", () => {
    const { machine } = replay(
      edgeOrchestrator,
      io,
      recording(...texts.firmware, texts.ipxe[0] as never, ["console", "\r  Downloading...57%"]),
      { silence: 1 },
    );
    assert.equal(machine.stage, "ipxe");
    assert.equal(machine.percent, 57);
  });

  it("may be missed: a later text shows that they are over", () => {
    const { events } = run(
      io,
      ...texts.firmware.slice(0, 2),
      ...texts.ipxe.slice(7),
      ...texts.credentials,
      ...texts.installed,
      ...texts.microvisor,
    );
    assert.deepEqual(
      events.filter(({ kind }) => kind === "missed").map((e) => (e as { stage: string }).stage),
      ["ipxe", "script", "kernel"],
    );
    assert.equal(last(events).kind, "provisioned");
  });

  it("are counted, with the time that is left", () => {
    const machine = new StageMachine(edgeOrchestrator, { ...io, expected: { uefi: 1000 } }, 0);
    machine.begin(0);
    const { number, total, left } = machine.position(400);
    assert.deepEqual([number, total], [1, 12]);
    assert.isAbove(left, 600);
  });
});

describe("a node that starts over", () => {
  const refused: Parameters<typeof recording> = [
    ...texts.firmware,
    texts.ipxe[0] as never,
    ["console", "\r\n  Error: Unexpected network error.\r\n"],
    ["console", "\r\nShell> \u001b[01;09H"],
  ];

  it("is reset at the UEFI shell and rebooted at iPXE's prompt, as often as it may be", () => {
    const { events } = run(io, ...refused, ...refused, ...refused);
    assert.deepEqual(
      events.filter((event) => event.kind === "type").map(({ what }) => ("text" in what ? what.text : "")),
      ["reset\r", "reset\r"],
    );
    assert.deepInclude(last(events), { kind: "failed", class: "tls" });
    const rebooted = run(io, ...texts.firmware, ...texts.ipxe.slice(0, 4), [
      "console",
      "Retry with UEFI HTTP Boot again.\r\niPXE> ",
    ]);
    assert.deepInclude(
      rebooted.events.find(({ kind }) => kind === "type"),
      { what: { text: "reboot\r" } },
    );
  });

  it("gets through when the next attempt does", () => {
    const { machine, events } = run(io, ...refused, ...texts.untilReset, ...texts.microvisor);
    assert.equal(last(events).kind, "provisioned");
    assert.equal(machine.attempts, 1);
  });
});

describe("a recording", () => {
  it("is JSON lines with times, or a plain log", () => {
    assert.deepEqual(readRecording('{"t":5,"console":"agent","text":"a"}\n'), [
      { t: 5, console: "agent", text: "a" },
    ]);
    assert.deepEqual(
      readRecording("a\nb\n", "agent").map(({ console, text }) => [console, text]),
      [
        ["agent", "a\n"],
        ["agent", "b\n"],
      ],
    );
  });
});
