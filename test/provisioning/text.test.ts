// Consoles as bytes: cut anywhere, full of escapes, interleaved, hostile.
import { assert } from "chai";
import fc from "fast-check";
import { edgeOrchestrator } from "../../provider/provisioning/profiles/edge-orchestrator";
import { StageMachine } from "../../provider/provisioning/machine";
import { replay, type Said } from "../../provider/provisioning/replay";
import { ConsoleText, type Line } from "../../provider/provisioning/text";
import * as texts from "./texts";
import type { Course } from "../../provider/provisioning/rules";
import { io, recording } from "./texts";

/** The lines in their last form. */
function linesOf(...chunks: (Buffer | string)[]): string[] {
  const console = new ConsoleText();
  const lines = new Map<number, Line>();
  for (const chunk of chunks) for (const line of console.write(chunk)) lines.set(line.number, line);
  return [...lines.values()].map(({ text }) => text);
}

describe("the text of a console", function () {
  this.timeout(60_000);

  it("has no colours, titles and cursor movements, and redraws are lines of their own", () => {
    assert.deepEqual(linesOf("\u001b[0m\u001b[31mred\u001b[0m \u001b]0;title\u0007text\r\n"), ["red text"]);
    assert.deepEqual(linesOf("10%\r20%\r\n"), ["10%", "20%"]);
    assert.deepEqual(linesOf("\u001b[01;01Hone\u001b[05;01Htwo"), ["one", "two"]);
    assert.deepEqual(linesOf("\u001b[=3h\u001b(Bplain\u001bcx"), ["plainx"]);
    assert.deepEqual(linesOf("abx\bc\r\r\nd\te"), ["abc", "d e"]);
  });

  it("keeps a prompt a prompt when only the cursor is put behind it", () => {
    const console = new ConsoleText();
    console.write("Shell> \u001b[12;08H\u001b[?25h");
    assert.equal(console.tail.text, "Shell> ");
  });

  it("joins what a screen of 80 or 100 columns broke", () => {
    const url = `  URI: https://${"long.".repeat(20)}example/tink-stack/signed_ipxe.efi`;
    for (const width of [80, 100]) {
      const rows = url.match(new RegExp(`.{1,${width}}`, "g")) as string[];
      assert.deepEqual(linesOf(`${rows.join("\r\n")}\r\n`), [url]);
    }
  });

  it("is the same however it is cut", () => {
    const whole = Buffer.from(
      "\u001b[2J\u001b[01;01Hé→\u001b[31m日本\u001b[0m\r\n>>Start\u001b]0;t\u001b\\ HTTP\r\nUsername: ",
    );
    const expected = linesOf(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        assert.deepEqual(linesOf(...at.slice(1).map((end, i) => whole.subarray(at[i], end))), expected);
      }),
    );
  });

  it("is bounded: ten million bytes without an end of line are harmless", () => {
    const console = new ConsoleText();
    const chunk = Buffer.alloc(1_000_000, "x");
    for (let i = 0; i < 10; i++)
      for (const line of console.write(chunk)) assert.isAtMost(line.text.length, 2048);
    assert.isAtMost(console.tail.text.length, 2048);
    for (const endless of ["\u001b]0;", "\u001b[", "\u001bP"]) {
      console.write(endless);
      console.write(Buffer.alloc(1_000_000, "1"));
      console.write("\r\nafter");
      assert.equal(console.tail.text, "after");
    }
  });

  it("that is hostile keeps nobody from seeing what follows", () => {
    const machine = new StageMachine(edgeOrchestrator, io, 0);
    machine.begin(0);
    machine.feed("console", Buffer.alloc(10_000_000, "A"), 1);
    machine.feed("console", "Start HTTP Boot over IPv4", 2);
    assert.equal(machine.stage, "address");
    assert.isTrue(machine.lastLines().every((line) => line.length < 250));
  });

  it("is found across the place where a long line is cut, and once", () => {
    for (let front = 2020; front < 2060; front++) {
      const machine = new StageMachine(edgeOrchestrator, io, 0);
      const events = machine.feed(
        "console",
        `${"x".repeat(front)}Start HTTP Boot over IPv4${"y".repeat(500)}`,
        1,
      );
      assert.deepEqual(
        events.filter(({ kind }) => kind === "entered").map((e) => (e as { stage: string }).stage),
        ["uefi", "address"],
      );
    }
  });
});

describe("the way of a node", function () {
  this.timeout(60_000);
  const whole = recording(...texts.untilReset, ...texts.ubuntu);
  const tellsOf = (said: readonly Said[]): string[] =>
    replay(edgeOrchestrator, io, said).events.map((event) => {
      if (event.kind === "type") return `${event.console} ${JSON.stringify(event.what)}`;
      return `${event.kind} ${event.stage}`;
    });
  const expected = tellsOf(whole);

  it("is the same when a chunk is cut in two at any byte", () => {
    const all = process.env["EDGEFLEET_TEST_ALL"] !== undefined;
    for (const [i, { t, console, text }] of whole.entries()) {
      const bytes = Buffer.from(text as string);
      for (let at = 1; at < bytes.length; at += all ? 1 : 3) {
        const halves = [bytes.subarray(0, at), bytes.subarray(at)].map((half, n) => ({
          t: t + n,
          console,
          text: half,
        }));
        assert.deepEqual(
          tellsOf([...whole.slice(0, i), ...halves, ...whole.slice(i + 1)]),
          expected,
          `${i} at ${at}`,
        );
      }
    }
  });

  it("is the same byte by byte, with noise on the other console between any two", () => {
    const bytes = whole.flatMap(({ t, console, text }) =>
      [...Buffer.from(text as string)].flatMap((byte, i) => [
        { t: t + i / 1000, console, text: Buffer.from([byte]) },
        {
          t: t + i / 1000,
          console: console === "agent" ? "console" : "agent",
          text: i % 7 === 6 ? "\r\n[   12.3] kernel" : "",
        },
      ]),
    );
    const noisy = tellsOf(bytes.filter(({ text }) => text.length > 0));
    assert.deepEqual(
      noisy.filter((tell) => !tell.startsWith("agent") && !tell.startsWith("console")),
      expected.filter((tell) => !tell.startsWith("agent")),
    );
  });

  it("does not depend on prompts being last when a kernel speaks up behind them", () => {
    const spoken = recording(...texts.untilCredentials, ...texts.credentials.slice(0, 2), [
      "agent",
      "[   20.1] random: crng init done\r\n",
    ]);
    const { events } = replay(edgeOrchestrator, io, spoken, { silence: 60_000 });
    assert.lengthOf(
      events.filter(({ kind }) => kind === "type"),
      1,
    );
  });

  for (const behind of ["[   20.1] random: crng init done\r\n", "[  OK  ] Reached target Network.\r\n"]) {
    it(`does not miss a prompt that comes in one piece with what is said behind it: ${behind.trim()}`, () => {
      const [banner, [name, prompt]] = [
        texts.credentials[0] as texts.Part,
        texts.credentials[1] as texts.Part,
      ];
      const spoken = recording(...texts.untilCredentials, banner, [name, `${prompt}${behind}`]);
      const { events } = replay(edgeOrchestrator, io, spoken, { silence: 60_000 });
      assert.lengthOf(
        events.filter(({ kind }) => kind === "type"),
        1,
      );
    });
  }

  describe("a login prompt", () => {
    const course: Course = { onboarding: "nio", login: true, retries: 0 };
    const typed = (...parts: texts.Part[]): number => {
      const before = [
        ...texts.untilReset.filter(([, text]) => !/Username|Password/.test(text)),
        ...texts.ubuntu.slice(0, 1),
      ];
      const { events } = replay(edgeOrchestrator, course, recording(...before, ...parts), {
        silence: 60_000,
      });
      return events.filter(({ kind }) => kind === "type").length;
    };
    const banner: texts.Part = ["console", "\r\nUbuntu 22.04.5 LTS edge ttyS0\r\n\r\n"];
    const elsewhere: texts.Part = ["agent", "\r\nUbuntu 22.04.5 LTS edge ttyS1\r\n\r\nedge login: "];

    it("is answered whatever another program says behind it", () => {
      assert.equal(
        typed(banner, ["console", "edge login: ci-info: eth0 10.0.0.7\r\nci-info: no more\r\n"]),
        1,
      );
    });

    it("is answered also when the other console has told that there is a system", () => {
      assert.equal(typed(banner, ["console", "edge login: ci-info: eth0 10.0.0.7\r\n"], elsewhere), 1);
    });

    it("is none where a shell tells who logged in before", () => {
      assert.equal(typed(banner, ["console", "Last login: Fri Nov 20 on ttyS0\r\n"], elsewhere), 0);
    });
  });

  it("never hurts, whatever bytes come", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("console", "agent"), fc.uint8Array({ maxLength: 200 }))),
        (chunks) => {
          const machine = new StageMachine(edgeOrchestrator, io, 0);
          machine.begin(0);
          chunks.forEach(([name, bytes], i) => machine.feed(name, Buffer.from(bytes), i));
          machine.tick(chunks.length);
          assert.equal(machine.stage, "uefi");
        },
      ),
    );
  });
});
