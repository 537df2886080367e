// Every class of failure, from what the consoles say.
import { assert } from "chai";
import { classNames, type FailureClass } from "../../provider/provisioning/failures";
import { StageMachine, type Course } from "../../provider/provisioning/machine";
import { edgeOrchestrator } from "../../provider/provisioning/profiles/edge-orchestrator";
import { replay } from "../../provider/provisioning/replay";
import * as texts from "./texts";
import { failure, io, last, nio, recording } from "./texts";

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
