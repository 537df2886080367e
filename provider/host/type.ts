// Typing into a serial port of a running machine. libvirt offers that as a console only, and virsh gives a console only
// to a terminal: so virsh runs in a pseudo terminal of its own, on this machine, also for remote hosts.
import { HostError } from "./host";
import { commandLine } from "./line";
import { failureOf } from "./outcome";
import { startConsole } from "./run";

/** A guest that does not echo what is typed is given this long to be shown it, before the console is left. */
const unheard = 500;
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
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((done, fail) => {
    const command = { verb: "ttyconsole" as const, args: [`--domain=${domain}`], idempotent: true };
    const child = startConsole(program, uri, domain, device);
    let said = "";
    let typed = false;
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
    const wait = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        child.stdin.write(escape);
        timer = setTimeout(leave, patience);
      }, unheard);
    };
    child.stdout.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("latin1")).slice(-4096);
      if (typed || !said.includes(child.ready)) return;
      typed = true;
      child.stdin.write(text);
      wait();
    });
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => (problem ??= error));
    signal?.addEventListener("abort", () => leave(), { once: true });
    child.on("close", () => {
      clearTimeout(timer);
      if (typed && !problem) return done();
      const failure = failureOf("ttyconsole", said.replaceAll("\r", ""));
      const reason = failure?.reason ?? problem?.message ?? "virsh ended before the console was open";
      fail(new HostError(failure?.code ?? "failed", reason, commandLine(uri, command), uri));
    });
  });
}
