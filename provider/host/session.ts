// A host reached by virsh: a bounded pool of long-lived sessions, fed by their stdin. Spawning virsh for each
// command costs 11 ms, and over ssh a handshake; a kept session answers in half a millisecond.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { revealSecrets, type Argument, type Command, type Verb } from "./command";
import { HostError, type Content, type Host, type RunOptions } from "./host";
import { codeOf, failureIn } from "./outcome";
import { parsers } from "./parsers";
import { poolRefresh } from "./pool";
import type { Results } from "./results";
import { startVirsh, type Virsh } from "./run";
import { trace } from "./trace";
import { volDownload, volUpload } from "./volume";

export interface SessionOptions {
  /** Sessions at most; one more is started while all are busy. */
  sessions?: number;
  /** Milliseconds until a connection counts as failed. */
  connectTimeout?: number;
  /** Milliseconds until a command counts as hung, unless it says otherwise. */
  timeout?: number;
  /** Called before each command; may throw. */
  guard?: () => void;
  /** The virsh program. */
  virsh?: string;
}

interface Job {
  line: string;
  timeout: number;
  asked: number;
  done: (outcome: { stdout: string; stderr: string } | HostError) => void;
}

/** How long a failed connection is believed without trying again. */
const believeFailure = 2000;

export class VirshHost implements Host {
  /** Commands run so far. */
  commandCount = 0;
  private readonly folder: string;
  private readonly sessions: Session[] = [];
  private readonly waiting: Job[] = [];
  private readonly limit: number;
  private failure: { error: HostError; until: number } | undefined;
  private daemonVersion: Promise<string> | undefined;

  constructor(
    readonly uri: string,
    private readonly options: SessionOptions = {},
  ) {
    this.limit = options.sessions ?? 8;
    const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
    this.folder = mkdtempSync(join(base, "edgefleet-"));
    writeFileSync(join(this.folder, "inputrc"), "set disable-completion on\n", { mode: 0o600 });
    process.once("exit", this.clean);
  }

  async run<V extends Verb>(command: Command<V>, options: RunOptions = {}): Promise<Results[V]> {
    this.options.guard?.();
    this.commandCount++;
    const files = this.writeDocuments(command, options);
    try {
      const line = await this.lineOf(command, files);
      const timeout = command.timeout ?? this.options.timeout ?? 60_000;
      let outcome = await this.submit(line, timeout);
      const lost = outcome instanceof HostError ? outcome.code === "unreachable" : isLost(outcome.stderr);
      if (lost && command.idempotent && !this.failure) outcome = await this.submit(line, timeout);
      if (outcome instanceof HostError) {
        throw new HostError(outcome.code, outcome.reason, commandLine(this.uri, command), this.uri);
      }
      const reason = failureIn(outcome.stderr);
      if (reason !== undefined) throw this.failed(command, withoutFiles(reason, files));
      return parsers[command.verb](outcome.stdout) as Results[V];
    } finally {
      await Promise.all([...files.values()].map((file) => rm(file, { force: true })));
    }
  }

  async find<V extends Verb>(command: Command<V>, options?: RunOptions): Promise<Results[V] | undefined> {
    try {
      return await this.run(command, options);
    } catch (error) {
      if (error instanceof HostError && error.code === "not-found") return undefined;
      throw error;
    }
  }

  async put(pool: string, volume: string, content: Content, offset = 0): Promise<void> {
    if ("path" in content) return this.run(volUpload(pool, volume, content.path, offset));
    const file = this.privateFile(content.bytes);
    try {
      await this.run(volUpload(pool, volume, file, offset));
    } finally {
      await rm(file, { force: true });
    }
  }

  async get(pool: string, volume: string, offset = 0, length?: number): Promise<Buffer> {
    const file = this.privateFile("");
    try {
      await this.run(volDownload(pool, volume, file, offset, length));
      return await readFile(file);
    } finally {
      await rm(file, { force: true });
    }
  }

  async *follow(pool: string, volume: string, offset: number, signal: AbortSignal): AsyncIterable<Buffer> {
    const file = this.privateFile("");
    try {
      for (let position = offset; !signal.aborted;) {
        const chunk = await this.more(pool, volume, position, file);
        if (chunk.length > 0) {
          position += chunk.length;
          yield chunk;
        } else {
          await pause(250, undefined, { signal }).catch(() => undefined);
        }
      }
    } finally {
      await rm(file, { force: true });
    }
  }

  /** What was written since; nothing when the volume is not there yet. */
  private async more(pool: string, volume: string, position: number, file: string): Promise<Buffer> {
    try {
      await (await open(file, "w")).close();
      await this.run(volDownload(pool, volume, file, position));
      return await readFile(file);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      // A log that was rotated away, or is shorter than before, is read again when it has grown.
      if (error.code !== "not-found" && error.code !== "failed" && error.code !== "invalid") throw error;
      if (error.code === "not-found") await this.run(poolRefresh(pool)).catch(() => undefined);
      return Buffer.alloc(0);
    }
  }

  async close(): Promise<void> {
    for (const session of this.sessions.splice(0)) session.end();
    this.clean();
    process.removeListener("exit", this.clean);
  }

  private readonly clean = (): void => rmSync(this.folder, { recursive: true, force: true });

  private failed(command: Command, reason: string): HostError {
    const lost = isLost(reason);
    const words = lost && !command.idempotent ? `${reason}; the outcome is unknown` : reason;
    return new HostError(
      lost ? "unreachable" : codeOf(reason),
      words,
      commandLine(this.uri, command),
      this.uri,
    );
  }

  private privateFile(content: string | Buffer): string {
    const file = join(this.folder, randomBytes(8).toString("hex"));
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }

  private writeDocuments(command: Command, { secrets = {} }: RunOptions): Map<string, string> {
    const entries = Object.entries(command.documents ?? {});
    return new Map(entries.map(([name, { text }]) => [name, this.privateFile(revealSecrets(text, secrets))]));
  }

  private async lineOf(command: Command, files: Map<string, string>): Promise<string> {
    const words: string[] = [command.verb];
    for (const argument of command.args) {
      if (typeof argument === "string") words.push(quote(argument, this.uri));
      else if ("document" in argument)
        words.push(quote(`--${argument.option}=${files.get(argument.document) ?? ""}`, this.uri));
      else if (atLeast(await this.daemon(), argument.since)) words.push(argument.flag);
    }
    return words.join(" ");
  }

  /** libvirt's version over there, asked once. */
  private daemon(): Promise<string> {
    this.daemonVersion ??= this.submit("version --daemon", 30_000).then((outcome) => {
      if (outcome instanceof HostError) throw outcome;
      const { daemon, libvirt } = parsers.version(outcome.stdout);
      return daemon ?? libvirt;
    });
    this.daemonVersion.catch(() => (this.daemonVersion = undefined));
    return this.daemonVersion;
  }

  private submit(line: string, timeout: number): Promise<{ stdout: string; stderr: string } | HostError> {
    if (this.failure && Date.now() < this.failure.until) return Promise.resolve(this.failure.error);
    this.failure = undefined;
    return new Promise((done) => {
      this.waiting.push({ line, timeout, asked: performance.now(), done });
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      let session = this.sessions.find((s) => s.idle);
      if (!session) {
        // One after the other: those that are there may have done it all before the next one has connected.
        if (this.sessions.length >= this.limit || this.sessions.some((s) => !s.greeted)) return;
        session = this.open();
      }
      session.take(this.waiting.shift() as Job);
    }
  }

  private open(): Session {
    const child = startVirsh(this.options.virsh ?? "virsh", this.uri, this.folder);
    const session: Session = new Session(child, this.uri, this.options.connectTimeout ?? 20_000, {
      free: () => this.dispatch(),
      ended: (error) => this.lose(session, error),
    });
    this.sessions.push(session);
    return session;
  }

  /** A session that never connected speaks for the host: what waits need not try as well. */
  private lose(session: Session, error: HostError | undefined): void {
    const at = this.sessions.indexOf(session);
    if (at >= 0) this.sessions.splice(at, 1);
    if (error && !session.connected) {
      this.failure = { error, until: Date.now() + believeFailure };
      for (const job of this.waiting.splice(0)) job.done(error);
    }
    this.dispatch();
  }
}

/** One virsh; one command at a time. */
class Session {
  connected = false;
  /** It has shown its prompt, which it does once it is connected. */
  greeted = false;
  private stdout = "";
  private stderr = "";
  private job: Job | undefined;
  private token = "";
  private timer: NodeJS.Timeout | undefined;
  private over = false;
  private taken = 0;

  constructor(
    private readonly child: Virsh,
    private readonly uri: string,
    private readonly connectTimeout: number,
    private readonly on: { free: () => void; ended: (error: HostError | undefined) => void },
  ) {
    child.stdout.setEncoding("utf8").on("data", (text: string) => this.read("stdout", text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.read("stderr", text));
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => this.finish(new HostError("unreachable", startProblem(error), "", uri)));
    child.on("close", () => this.finish(this.death()));
  }

  get idle(): boolean {
    return this.job === undefined && !this.over;
  }

  take(job: Job): void {
    this.job = job;
    this.taken = performance.now();
    this.token = randomBytes(6).toString("hex");
    this.stdout = "";
    if (this.connected) this.stderr = "";
    // stdout and stderr each get a mark behind what belongs to the command.
    this.child.stdin.write(`${job.line}\necho --err "${this.token}"\necho "${this.token}"\n`);
    const patience = this.connected ? job.timeout : this.connectTimeout + job.timeout;
    this.timer = setTimeout(() => this.giveUp(patience), patience);
    hold(this.child, true);
  }

  private read(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
    if (stream === "stdout" && !this.greeted) {
      this.greeted = true;
      this.on.free();
    }
    if (!this.job) return;
    const end = this.stdout.indexOf(`echo "${this.token}"\n${this.token}`);
    const errorEnd = this.stderr.indexOf(`error: ${this.token}\n`);
    if (end < 0 || errorEnd < 0) return;
    // In front stands the prompt with the echoed command, behind it the prompt of the first mark.
    const body = this.stdout.slice(0, end);
    const begin = body.indexOf("\n") + 1;
    const stop = body.lastIndexOf("virsh # echo --err");
    this.connected = true;
    this.settle({
      stdout: body.slice(begin, stop < begin ? body.length : stop),
      stderr: this.stderr.slice(0, errorEnd),
    });
    this.on.free();
  }

  private settle(outcome: { stdout: string; stderr: string } | HostError): void {
    clearTimeout(this.timer);
    const job = this.job;
    this.job = undefined;
    this.stdout = "";
    this.stderr = "";
    hold(this.child, false);
    if (!job) return;
    trace({
      command: job.line.split(" ", 1)[0],
      began: this.taken,
      waited: this.taken - job.asked,
      ran: performance.now() - this.taken,
    });
    job.done(outcome);
  }

  private giveUp(after: number): void {
    const words = `no answer within ${Math.round(after / 1000)} s`;
    const error = this.connected
      ? new HostError("timeout", `${words}; the outcome is unknown`, "", this.uri)
      : new HostError("unreachable", words, "", this.uri);
    this.end();
    this.finish(error);
  }

  private death(): HostError {
    const said = failureIn(this.stderr) ?? (this.stderr.trim() || "the connection ended");
    return new HostError(
      "unreachable",
      this.connected ? `${said}; the outcome is unknown` : said,
      "",
      this.uri,
    );
  }

  private finish(error: HostError): void {
    if (this.over) return;
    this.over = true;
    const had = this.job !== undefined;
    if (had) this.settle(error);
    this.on.ended(had ? error : undefined);
  }

  end(): void {
    this.child.stdin.end();
    this.child.kill("SIGKILL");
  }
}

/** Node stays alive for a command, not for an idle session. */
function hold(child: Virsh, busy: boolean): void {
  const act = busy ? "ref" : "unref";
  child[act]();
  for (const stream of [child.stdin, child.stdout, child.stderr] as unknown as Record<
    string,
    (() => void) | undefined
  >[]) {
    stream[act]?.();
  }
}

/** Documents by their name: nobody can look at a private file that is gone by then. */
function withoutFiles(reason: string, files: Map<string, string>): string {
  return [...files].reduce((text, [name, file]) => text.replaceAll(file, `${name}.xml`), reason);
}

function startProblem(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "virsh is not installed here; install Debian's libvirt-clients" : error.message;
}

const isLost = (stderr: string): boolean =>
  /End of file while reading data|Cannot recv data|Disconnected from .* due to|Failed to reconnect|client socket is closed/i.test(
    stderr,
  );

/** One word for virsh's own parser. A control character cannot be carried in a line. */
function quote(text: string, uri: string): string {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new HostError(
      "invalid",
      `${JSON.stringify(text.slice(0, 60))} has a control character, which no command can carry`,
      "",
      uri,
    );
  }
  return /^[A-Za-z0-9_=./:@%+,-]+$/.test(text) ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/** The command as a person could type it; documents by name. */
export function commandLine(uri: string, command: Command): string {
  const word = (argument: Argument): string => {
    if (typeof argument === "string") return shellQuote(argument);
    return "document" in argument ? `--${argument.option}=${argument.document}.xml` : argument.flag;
  };
  return ["virsh", "-c", shellQuote(uri), command.verb, ...command.args.map(word)].join(" ");
}

const shellQuote = (text: string): string =>
  /^[A-Za-z0-9_=./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

function atLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((v) => v.split(".").map(Number)) as [number[], number[]];
  for (let i = 0; i < 3; i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  return true;
}
