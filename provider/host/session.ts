// A host reached by virsh: a bounded pool of long-lived sessions, fed by their stdin. Spawning virsh for each
// command costs 11 ms, and over ssh a handshake; a kept session answers in half a millisecond.
import { readFile } from "node:fs/promises";
import { escapeXml, revealSecrets, type Command, type Secrets, type Verb } from "./command";
import { PrivateFolder } from "./folder";
import { follow } from "./follow";
import { HostError, type Content, type Host, type RunOptions } from "./host";
import { commandLine, lineOf } from "./line";
import { failureOf, type Failure } from "./outcome";
import { parsers } from "./parsers";
import type { Results } from "./results";
import { typeText } from "./type";
import { Session, type Answer, type Job } from "./virsh";
import { version } from "./node";
import { volDownload, volUpload } from "./volume";

export interface SessionOptions {
  /** Sessions at most; one more is started while all are busy. */
  sessions?: number;
  /** Milliseconds until a connection counts as failed. */
  connectTimeout?: number;
  /** Milliseconds until a command counts as hung, unless it says otherwise. */
  timeout?: number;
  /** Called right before each command is sent; may throw. */
  guard?: () => void;
  /** The virsh program. */
  virsh?: string;
}

/** Milliseconds that a quick command waits for its turn before one more session is started for it. */
const patience = 30;
/** How many commands that only look are written to a session at once. */
const together = 16;
/** How long a failed connection is believed without trying again. */
const believeFailure = 2000;

export class VirshHost implements Host {
  /** Commands run so far. */
  commandCount = 0;
  private readonly folder = new PrivateFolder(() => void this.close());
  private readonly sessions: Session[] = [];
  private readonly waiting: Job[] = [];
  /** What waits and only looks, by its line: whoever asks the same before it is sent shares the answer. */
  private readonly questions = new Map<string, Promise<Answer | Error>>();
  private limit: number;
  private failure: { error: HostError; until: number } | undefined;
  private daemonVersion: Promise<string> | undefined;
  private expansion: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    readonly uri: string,
    private readonly options: SessionOptions = {},
  ) {
    this.limit = options.sessions ?? 8;
  }

  async run<V extends Verb>(command: Command<V>, options: RunOptions = {}): Promise<Results[V]> {
    this.check();
    this.commandCount++;
    const files = this.writeDocuments(command, options);
    try {
      const line = await lineOf(command, this.uri, files, () => this.daemon());
      const timeout = command.timeout ?? this.options.timeout ?? 60_000;
      let outcome = await this.submit(line, timeout, command);
      if (isLost(command.verb, outcome) && command.idempotent && !this.failure) {
        outcome = await this.submit(line, timeout, command);
      }
      if (outcome instanceof HostError) throw this.named(command, outcome.code, outcome.reason);
      if (outcome instanceof Error) throw outcome;
      const failure = failureOf(command.verb, outcome.stderr);
      if (failure) throw this.failed(command, failure, files, options.secrets);
      outcome.value ??= parsers[command.verb](outcome.stdout);
      return outcome.value as Results[V];
    } finally {
      await this.folder.remove(...files.values());
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
    this.check();
    const file = this.folder.write(content.bytes);
    try {
      await this.run(volUpload(pool, volume, file, offset));
    } finally {
      await this.folder.remove(file);
    }
  }

  async get(pool: string, volume: string, offset = 0, length?: number): Promise<Buffer> {
    this.check();
    const file = this.folder.write("");
    try {
      await this.run(volDownload(pool, volume, file, offset, length));
      return await readFile(file);
    } finally {
      await this.folder.remove(file);
    }
  }

  follow(pool: string, volume: string, offset: number, signal: AbortSignal): AsyncIterable<Buffer> {
    return follow(this, pool, volume, offset, signal);
  }

  async type(domain: string, device: string, text: string): Promise<void> {
    this.check();
    await typeText(this.options.virsh ?? "virsh", this.uri, domain, device, text);
  }

  /** What is under way or waits fails, and nothing is run any more. */
  close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.expansion);
    for (const job of this.draw()) job.done(this.gone("before this was run"));
    for (const session of [...this.sessions])
      session.end(this.gone("while this ran; the outcome is unknown"));
    this.folder.close();
    return Promise.resolve();
  }

  private gone(when: string): HostError {
    return new HostError("aborted", `the connection to the host was closed ${when}`, "", this.uri);
  }

  private check(): void {
    if (this.closed) throw this.gone("before this was run");
    this.options.guard?.();
  }

  private failed(
    command: Command,
    failure: Failure,
    files: Map<string, string>,
    secrets: Secrets = {},
  ): HostError {
    const words = withoutSecrets(withoutFiles(failure.reason, files), secrets);
    const doubt = failure.lost && !command.idempotent ? "; the outcome is unknown" : "";
    return this.named(command, failure.code, words + doubt);
  }

  private named(command: Command, code: HostError["code"], reason: string): HostError {
    return new HostError(code, reason, commandLine(this.uri, command), this.uri);
  }

  private writeDocuments(command: Command, { secrets = {} }: RunOptions): Map<string, string> {
    const entries = Object.entries(command.documents ?? {});
    return new Map(
      entries.map(([name, { text }]) => [name, this.folder.write(revealSecrets(text, secrets))]),
    );
  }

  /** libvirt's version over there, asked once. */
  private daemon(): Promise<string> {
    this.daemonVersion ??= this.submit("version --daemon", 30_000, version()).then((outcome) => {
      if (outcome instanceof Error) throw outcome;
      const { daemon, libvirt } = parsers.version(outcome.stdout);
      return daemon ?? libvirt;
    });
    this.daemonVersion.catch(() => (this.daemonVersion = undefined));
    return this.daemonVersion;
  }

  private submit(
    line: string,
    timeout: number,
    { verb, idempotent }: Pick<Command, "verb" | "idempotent">,
  ): Promise<Answer | Error> {
    if (this.closed) return Promise.resolve(this.gone("before this was run"));
    if (this.failure && Date.now() < this.failure.until) return Promise.resolve(this.failure.error);
    this.failure = undefined;
    const asked = this.questions.get(line);
    if (asked) return asked;
    const answer = new Promise<Answer | Error>((done) => {
      const job = { line, timeout, quick: idempotent, looks: looks(verb), asked: performance.now(), done };
      this.waiting.push(job);
    });
    if (looks(verb)) this.questions.set(line, answer);
    this.dispatch();
    return answer;
  }

  /** Takes the first ones out of the line. */
  private draw(count = this.waiting.length): Job[] {
    const jobs = this.waiting.splice(0, count);
    for (const { line } of jobs) this.questions.delete(line);
    return jobs;
  }

  private dispatch(): void {
    for (;;) {
      const idle = this.sessions.filter((s) => s.idle);
      if (this.waiting.length === 0) return;
      if (idle.length === 0) return this.expand();
      const jobs = this.nextJobs(idle.length);
      try {
        this.options.guard?.();
        idle[0]?.take(jobs);
      } catch (error) {
        for (const job of jobs) job.done(error as Error);
      }
    }
  }

  /** What waits first; where it only looks, together with its share of the others that do. */
  private nextJobs(idle: number): Job[] {
    const others = this.waiting.findIndex((job) => !job.looks);
    const looking = others < 0 ? this.waiting.length : others;
    const share = Math.min(Math.ceil(looking / idle), together);
    return this.draw(Math.max(1, share));
  }

  /** A session costs more than many quick commands: for those, one is started after the other and only if they wait. */
  private expand(): void {
    clearTimeout(this.expansion);
    const slow = this.waiting.filter((job) => !job.quick).length;
    const waited = performance.now() - (this.waiting[0]?.asked ?? 0);
    const starting = (): number => this.sessions.filter((s) => !s.connected).length;
    while (this.sessions.length < this.limit && starting() < slow) this.open();
    if (this.sessions.length >= this.limit || starting() > 0) return;
    if (this.sessions.length === 0 || waited >= patience) this.open();
    else this.expansion = setTimeout(() => this.dispatch(), patience - waited);
  }

  private open(): void {
    const start = {
      program: this.options.virsh ?? "virsh",
      timeout: this.options.connectTimeout ?? 20_000,
    };
    const session: Session = new Session(this.uri, start, {
      free: () => this.dispatch(),
      ended: (error) => this.lose(session, error),
    });
    this.sessions.push(session);
  }

  /**
   * A session that never connected speaks for the host when it was the only one: what waits need not try as well.
   * Beside others it means that the host gives us no more of them (MaxStartups of sshd, limits of libvirtd).
   */
  private lose(session: Session, error: HostError): void {
    this.sessions.splice(this.sessions.indexOf(session), 1);
    if (!session.connected && this.sessions.length > 0) this.limit = this.sessions.length;
    else if (!session.connected && !this.closed) {
      this.failure = { error, until: Date.now() + believeFailure };
      for (const job of this.draw()) job.done(error);
    }
    this.dispatch();
  }
}

/** Does it change nothing, and is it answered at once? `domstats` is not: it waits for each QEMU. */
const looks = (verb: Verb): boolean => /(?:dumpxml|info|list|version|capabilities|domifaddr)$/.test(verb);

function isLost(verb: Verb, outcome: Answer | Error): boolean {
  if (outcome instanceof Error) return outcome instanceof HostError && outcome.code === "unreachable";
  return failureOf(verb, outcome.stderr)?.lost ?? false;
}

/** Documents by their name: nobody can look at a private file that is gone by then. */
function withoutFiles(reason: string, files: Map<string, string>): string {
  return [...files].reduce((text, [name, file]) => text.replaceAll(file, `${name}.xml`), reason);
}

/** libvirt quotes what it refuses, as it stood in the document or as it was meant. */
function withoutSecrets(reason: string, secrets: Secrets): string {
  const values = Object.values(secrets).flatMap((value) => [value, escapeXml(value)]);
  // Longest first: one may contain another.
  const longest = values.filter((value) => value !== "").sort((a, b) => b.length - a.length);
  return longest.reduce((text, value) => text.replaceAll(value, "[secret]"), reason);
}
