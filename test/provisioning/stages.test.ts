// Every stage and every class of failure, from what the consoles say.
import { assert } from "chai";
import { classNames, type FailureClass } from "../../provider/provisioning/failures";
import { StageMachine, type Course, type Event } from "../../provider/provisioning/machine";
import { profiles } from "../../provider/provisioning/profiles";
import {
  edgeOrchestrator,
  edgeOrchestratorInstallerScript,
} from "../../provider/provisioning/profiles/edge-orchestrator";
import { readRecording, replay } from "../../provider/provisioning/replay";
import * as texts from "./texts";
import { io, nio, recording } from "./texts";

const passedIn = (events: Event[]): string[] =>
  events
    .filter(({ kind }) => kind === "passed")
    .map(({ stage }: { stage?: string } & Event) => stage as string);
const last = (events: Event[]): Event => events.at(-1) as Event;

function run(course: Course, ...parts: Parameters<typeof recording>) {
  return replay(edgeOrchestrator, course, recording(...parts));
}

function failure(
  course: Course,
  ...parts: Parameters<typeof recording>
): { stage: string; class: string; because: string } {
  const event = last(run(course, ...parts).events);
  if (event.kind !== "failed") throw new Error(`it ended with ${event.kind}`);
  return { stage: event.stage, class: event.class, because: event.because };
}

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

const failures: Record<
  Exclude<FailureClass, "stopped">,
  [stage: string, Course, ...Parameters<typeof recording>][]
> = {
  dhcp: [
    ["address", io, ...texts.firmware.slice(0, 2)],
    [
      "address",
      { ...io, retries: 0 },
      ...texts.firmware.slice(0, 2),
      [
        "console",
        "  Error: Could not retrieve NBP file size from HTTP server.\r\n\r\n  Error: Server response timeout.\r\n",
      ],
      ["console", "Shell> "],
    ],
    [
      "script",
      { ...io, retries: 0 },
      ...texts.firmware,
      ...texts.ipxe.slice(0, 4),
      ["console", "Error: Unable to obtain the IP address\r\nRetry with UEFI HTTP Boot again.\r\niPXE> "],
    ],
  ],
  dns: [
    [
      "script",
      io,
      ...texts.firmware,
      ...texts.ipxe.slice(0, 4),
      ["console", "boot.ipxe... DNS name does not exist (https://ipxe.org/3e11628e)\r\n"],
    ],
  ],
  tls: [
    [
      "ipxe",
      { ...io, retries: 0 },
      ...texts.firmware,
      texts.ipxe[0] as never,
      [
        "console",
        "\r\n  Error: Could not retrieve NBP file size from HTTP server.\r\n\r\n  Error: Unexpected network error.\r\n",
      ],
      ["console", "\r\nShell> "],
    ],
    [
      "script",
      io,
      ...texts.firmware,
      ...texts.ipxe.slice(0, 4),
      ["console", "boot.ipxe... Permission denied (https://ipxe.org/022c618f)\r\n"],
    ],
  ],
  http: [
    ["ipxe", io, ...texts.firmware, texts.ipxe[0] as never],
    [
      "ipxe",
      io,
      ...texts.firmware,
      texts.ipxe[0] as never,
      [
        "console",
        "\r\n  Client Error: 404 Not Found\r\n\r\n  Error: Could not retrieve NBP file size from HTTP server.\r\n",
      ],
    ],
    [
      "script",
      io,
      ...texts.firmware,
      ...texts.ipxe.slice(0, 4),
      ["console", "Error: Unable to reach the edge orchestrator\r\n"],
    ],
  ],
  ipxe: [
    ["script", io, ...texts.firmware, ...texts.ipxe.slice(0, 4)],
    ["kernel", io, ...texts.firmware, ...texts.ipxe.slice(0, 6), ["console", "Could not load resources\r\n"]],
  ],
  agent: [
    ["credentials", io, ...texts.untilCredentials],
    [
      "registration",
      nio,
      ...texts.untilCredentials,
      ["console", "Provide Username and password for the IDP\r\nUsername: "],
    ],
  ],
  credentials: [
    [
      "credentials",
      io,
      ...texts.untilCredentials,
      ...texts.credentials.slice(0, 3),
      ["agent", "\r\nIncorrect username and password provided.\r\nUsername: "],
    ],
    [
      "credentials",
      io,
      ...texts.untilCredentials,
      ...texts.credentials.slice(0, 2),
      ["agent", "\r\nUsername: "],
      ["agent", "\r\nUsername: "],
      ["agent", "\r\nUsername: "],
    ],
  ],
  "secure-boot": [
    [
      "secure-boot",
      io,
      ...texts.untilCredentials,
      ...texts.credentials,
      ["agent", "Secure Boot Status MISMATCH\r\n"],
    ],
    [
      "secure-boot",
      io,
      ...texts.untilCredentials,
      ...texts.credentials,
      ["agent", "Unable to read secure boot status\r\n"],
    ],
  ],
  "disk-full": [
    ["workflow", io, ...texts.untilReset.slice(0, -1), ["agent", "write error: No space left on device\r\n"]],
  ],
  workflow: [["workflow", io, ...texts.untilReset.slice(0, -1)]],
  os: [
    ["reset", io, ...texts.untilReset],
    ["reset", { ...io, retries: 0 }, ...texts.untilReset, ["console", ">>Start HTTP Boot over IPv4....\r\n"]],
  ],
  stalled: [
    ["uefi", io, ["console", "nothing that is known\r\n"]],
    ["uefi", io],
  ],
};

describe("a failure", () => {
  for (const [name, cases] of Object.entries(failures)) {
    for (const [i, [stage, course, ...parts]] of cases.entries()) {
      it(`is of class ${name} (${i + 1}), in stage ${stage}`, () => {
        assert.deepInclude(failure(course, ...parts), { stage, class: name });
      });
    }
  }

  it("is of class stopped when the machine stops, or of the class that was told before", () => {
    const machine = new StageMachine(edgeOrchestrator, io, 0);
    machine.begin(0);
    assert.deepInclude(last(machine.stopped("shut off", 5)), {
      kind: "failed",
      class: "stopped",
      because: "the machine is shut off",
    });
  });

  it("of each class has a test", () => {
    assert.sameMembers([...Object.keys(failures), "stopped"], classNames);
  });

  it("comes when its stage's own time is up, not before", () => {
    const events = replay(
      edgeOrchestrator,
      { ...io, timeouts: { address: 7000 } },
      recording(...texts.firmware.slice(0, 2)),
    ).events;
    assert.deepInclude(last(events), { kind: "failed", class: "dhcp", at: 2000 + 7000 });
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
