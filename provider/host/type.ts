// Typing into a serial port of a running machine. libvirt offers that as a console only, and virsh gives a console only
// to a terminal: so virsh runs in a pseudo terminal of its own, on this machine, also for remote hosts.
import { HostError } from "./host";
import { commandLine } from "./line";
import { failureOf } from "./outcome";
import { startConsole } from "./run";

/**
 * QEMU looks once a second whether anybody is at the pseudo terminal, and reads nothing before it has seen somebody:
 * what was typed by who left sooner lies there until the next one comes. When the guest is heard, QEMU has seen us.
 */
const heard = 200;
const unheard = 5000;
const patience = 30_000;

/** Ctrl-], as virsh has it. */
const escape = "\u001d";

/** `device` is libvirt's alias of the port, such as `serial1`; `text` is typed as it is, and may be secret. */
export function typeText(
  program: string,
  uri: string,
  domain: string,
  device: string,
  text: string,
): Promise<void> {
  return new Promise((done, fail) => {
    const command = { verb: "ttyconsole" as const, args: [`--domain=${domain}`], idempotent: true };
    const child = startConsole(program, uri, domain, device);
    let said = "";
    let step: "opening" | "typed" | "heard" | "left" = "opening";
    let problem: Error | undefined;
    const leave = (error?: Error): void => {
      problem ??= error;
      child.kill();
    };
    let timer = setTimeout(
      () =>
        leave(new HostError("timeout", `the console ${device} did not open`, commandLine(uri, command), uri)),
      patience,
    );
    const leaveIn = (time: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        step = "left";
        child.stdin.write(escape);
        timer = setTimeout(leave, patience);
      }, time);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("latin1")).slice(-4096);
      if (step === "opening" && said.includes(child.ready)) {
        step = "typed";
        said = "";
        child.stdin.write(text);
        leaveIn(unheard);
      } else if (step === "typed") {
        step = "heard";
        leaveIn(heard);
      }
    });
    child.stderr.resume();
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => (problem ??= error));
    child.on("close", () => {
      clearTimeout(timer);
      if (step === "left" && !problem) return done();
      // The terminal shows what the guest says as well: only virsh's own words count.
      const errors = said.split(/[\r\n]+/).filter((line) => line.startsWith("error:"));
      const failure = failureOf("ttyconsole", errors.join("\n"));
      const reason = failure?.reason ?? problem?.message ?? "virsh ended before the console was open";
      fail(new HostError(failure?.code ?? "failed", reason, commandLine(uri, command), uri));
    });
  });
}
