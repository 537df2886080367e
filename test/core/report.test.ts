// The words to the user: one line per change, beside the resource, without secrets.
import { expect } from "chai";
import { planLine, Reporter, type Severity, type Sink } from "../../provider/core/report";
import { unknown } from "../../provider/core/values";

type Word = { severity: Severity; text: string; urn: string | undefined; ephemeral: boolean };

function listen(secrets: string[] = []): { words: Word[]; reporter: Reporter } {
  const words: Word[] = [];
  const sink: Sink = {
    log: (severity, text, urn, ephemeral) => words.push({ severity, text, urn, ephemeral }),
  };
  return { words, reporter: new Reporter(sink, "urn:x", secrets) };
}

/** The public grammar: PATH: FROM → TO (EFFECT[: REASON]) */
const grammar = /^(\S+): (.*) → (.*) \((live|at next boot|needs restart|REPLACE)(?:: (.*))?\)$/;

describe("report", () => {
  it("says a change in one line", () => {
    const change = {
      path: "memory",
      from: "512MiB",
      to: "1GiB",
      effect: "restart",
      reason: "beyond maxMemory 512MiB",
      secret: false,
    } as const;
    expect(planLine(change)).to.equal("memory: 512MiB → 1GiB (needs restart: beyond maxMemory 512MiB)");
    expect(grammar.exec(planLine(change))?.slice(1)).to.deep.equal([
      "memory",
      "512MiB",
      "1GiB",
      "needs restart",
      "beyond maxMemory 512MiB",
    ]);
  });

  for (const [effect, words] of [
    ["live", "live"],
    ["nextBoot", "at next boot"],
    ["restart", "needs restart"],
    ["replace", "REPLACE"],
  ] as const) {
    it(`calls ${effect} "${words}"`, () => {
      expect(planLine({ path: "a.b", from: 1, to: 2, effect, secret: false })).to.equal(
        `a.b: 1 → 2 (${words})`,
      );
    });
  }

  it("shows what is absent, unknown or no text", () => {
    expect(planLine({ path: "a", from: undefined, to: unknown, effect: "live", secret: false })).to.equal(
      "a: none → [unknown] (live)",
    );
    expect(planLine({ path: "a", from: { b: 1 }, to: ["x"], effect: "live", secret: false })).to.equal(
      'a: {"b":1} → ["x"] (live)',
    );
  });

  it("keeps every line parseable, whatever a value holds", () => {
    const line = planLine({
      path: "a",
      from: "one\ntwo (live)",
      to: "x → y\n",
      effect: "live",
      secret: false,
    });
    expect(line.split("\n")).to.have.length(1);
    expect(line).to.match(grammar);
  });

  it("shows certificates by a few digits that tell them apart", () => {
    const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
    const change = { path: "db", effect: "restart" as const, secret: false };
    const line = planLine({ ...change, from: [pem("a")], to: [pem("b") + pem("a"), "other"] });
    const [, a, b, again] =
      /^db: \["\[CERTIFICATE (\w{8})\]"\] → \["\[CERTIFICATE (\w{8})\]\[CERTIFICATE (\w{8})\]","other"\] /.exec(
        line,
      ) ?? expect.fail(line);
    expect(again).to.equal(a);
    expect(b).to.not.equal(a);
    expect(planLine({ ...change, from: undefined, to: pem("b") })).to.include(`[CERTIFICATE ${b}]`);
  });

  it("never shows a secret value", () => {
    expect(planLine({ path: "password", from: "old", to: "new", effect: "live", secret: true })).to.equal(
      "password: [secret] → [secret] (live)",
    );
  });

  it("blacks secret values out of any text, also several times and in longer words", () => {
    const { words, reporter } = listen(["hush", "s3cret"]);
    reporter.info("hush hush s3cret!");
    reporter.warn("xhushx");
    reporter.progress("s3cret");
    reporter.plan([{ path: "title", from: undefined, to: "the hush", effect: "live", secret: false }]);
    expect(words.map((w) => w.text)).to.deep.equal([
      "[secret] [secret] [secret]!",
      "x[secret]x",
      "[secret]",
      "title: none → the [secret] (live)",
    ]);
  });

  it("leaves no part of a secret that contains another one", () => {
    const { words, reporter } = listen(["hush", "hushing"]);
    reporter.info("a hushing b");
    expect(words[0]?.text).to.equal("a [secret] b");
  });

  it("sends words beside the resource, with their weight", () => {
    const { words, reporter } = listen();
    reporter.info("i");
    reporter.warn("w");
    reporter.progress("p");
    reporter.plan([]);
    expect(words).to.deep.equal([
      { severity: "info", text: "i", urn: "urn:x", ephemeral: false },
      { severity: "warning", text: "w", urn: "urn:x", ephemeral: false },
      { severity: "info", text: "p", urn: "urn:x", ephemeral: true },
    ]);
  });
});
