// One virsh that is kept: connects, then runs what it is given, one command after the other.
import { randomBytes } from "node:crypto";
import { HostError } from "./host";
import { wordsOf } from "./outcome";
import { startVirsh, type Virsh } from "./run";
import { trace } from "./trace";

export interface Job {
  line: string;
  /** Milliseconds, from when it is sent. */
  timeout: number;
  /** Answered at once; others may take their time. */
  quick: boolean;
  /** It changes nothing: it may stand in line behind others of its kind. */
  looks: boolean;
  asked: number;
  done: (outcome: Answer | Error) => void;
}

export interface Answer {
  stdout: string;
  stderr: string;
  /** What stdout means, once somebody has asked. */
  value?: unknown;
}

export interface SessionEvents {
  /** It can take a command. */
  free: () => void;
  /** It is over; with the reason when it had something to do. */
  ended: (error: HostError) => void;
}

export class Session {
  /** It has shown its prompt, which it does once it is connected. */
  connected = false;
  private readonly child: Virsh;
  private stdout = "";
  private stderr = "";
  /** Written to it; the first one is being answered. */
  private jobs: Job[] = [];
  private token = "";
  private timer: NodeJS.Timeout | undefined;
  private over = false;
  private taken = 0;

  constructor(
    private readonly uri: string,
    start: { program: string; timeout: number },
    private readonly on: SessionEvents,
  ) {
    this.child = startVirsh(start.program, uri);
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => this.read("stdout", text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => this.read("stderr", text));
    this.child.stdin.on("error", () => undefined);
    this.child.on("error", (error) => this.finish(this.unreachable(startProblem(error))));
    this.child.on("close", () =>
      this.finish(this.unreachable(wordsOf(this.stderr) || "the connection ended")),
    );
    const { timeout } = start;
    this.timer = setTimeout(() => this.end(this.unreachable(`no connection ${within(timeout)}`)), timeout);
    hold(this.child, true);
  }

  get idle(): boolean {
    return this.connected && this.jobs.length === 0 && !this.over;
  }

  /** Several are written at once, which saves a wake-up on both sides for each. */
  take(jobs: Job[]): void {
    this.jobs = jobs;
    this.token = randomBytes(6).toString("hex");
    this.stdout = "";
    this.stderr = "";
    // stdout and stderr each get a mark behind what belongs to a command.
    const mark = `echo --err "${this.token}"\necho "${this.token}"\n`;
    this.child.stdin.write(jobs.map(({ line }) => `${line}\n${mark}`).join(""));
    this.attend();
    hold(this.child, true);
  }

  /** Gives the first job its time. */
  private attend(): void {
    const timeout = this.jobs[0]?.timeout ?? 0;
    this.taken = performance.now();
    const hung = `no answer ${within(timeout)}`;
    const late = () =>
      this.end(
        new HostError("timeout", `${hung}; ${unknown}`, "", this.uri),
        new HostError("unreachable", `the command in front of it gave ${hung}`, "", this.uri),
      );
    this.timer = setTimeout(late, timeout);
  }

  /** Ends at once; what it is doing fails with this error, and what stands in line behind it with another. */
  end(error: HostError, behind = error): void {
    // At the end of its stdin a virsh would write a history file, empty as it is.
    this.child.kill("SIGKILL");
    this.child.stdin.end();
    this.finish(error, behind);
  }

  private read(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
    if (!this.connected) {
      if (stream === "stdout") this.greeted();
      return;
    }
    let answer: Answer | undefined;
    while (this.jobs.length > 0 && (answer = this.nextAnswer())) this.settle(answer);
    if (answer) this.on.free();
  }

  /** The answer to the first job, cut off what has been read; nothing while it is incomplete. */
  private nextAnswer(): Answer | undefined {
    const [mark, errorMark] = [`echo "${this.token}"\n${this.token}`, `error: ${this.token}\n`];
    const end = this.stdout.indexOf(mark);
    const errorEnd = this.stderr.indexOf(errorMark);
    if (end < 0 || errorEnd < 0) return undefined;
    // In front stands the prompt with the echoed command, behind it the prompt of the first mark.
    const body = this.stdout.slice(0, end);
    const begin = body.indexOf("\n") + 1;
    const stop = body.lastIndexOf("virsh # echo --err");
    const stderr = this.stderr.slice(0, errorEnd);
    this.stdout = this.stdout.slice(end + mark.length);
    this.stderr = this.stderr.slice(errorEnd + errorMark.length);
    return { stdout: body.slice(begin, stop < begin ? body.length : stop), stderr };
  }

  private greeted(): void {
    this.connected = true;
    clearTimeout(this.timer);
    hold(this.child, false);
    this.on.free();
  }

  private settle(answer: Answer): void {
    clearTimeout(this.timer);
    const job = this.jobs.shift() as Job;
    trace({
      command: job.line.split(" ", 1)[0],
      began: this.taken,
      waited: this.taken - job.asked,
      ran: performance.now() - this.taken,
    });
    if (this.jobs.length > 0) this.attend();
    else hold(this.child, false);
    job.done(answer);
  }

  private unreachable(words: string): HostError {
    return new HostError("unreachable", this.jobs.length > 0 ? `${words}; ${unknown}` : words, "", this.uri);
  }

  private finish(error: HostError, behind = error): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    hold(this.child, false);
    for (const [index, job] of this.jobs.splice(0).entries()) job.done(index === 0 ? error : behind);
    this.on.ended(error);
  }
}

const unknown = "the outcome is unknown";
const within = (milliseconds: number): string => `within ${Math.round(milliseconds / 1000)} s`;

/** Node stays alive for a command, not for an idle session. */
function hold(child: Virsh, busy: boolean): void {
  const act = busy ? "ref" : "unref";
  child[act]();
  const streams = [child.stdin, child.stdout, child.stderr] as unknown as Record<
    string,
    (() => void) | undefined
  >[];
  for (const stream of streams) stream[act]?.();
}

function startProblem(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "virsh is not installed here; install Debian's libvirt-clients" : error.message;
}
