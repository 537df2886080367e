// One virsh that is kept: connects, then runs one command at a time.
import { randomBytes } from "node:crypto";
import { HostError } from "./host";
import { wordsOf } from "./outcome";
import { startVirsh, type Virsh } from "./run";
import { trace } from "./trace";

export interface Job {
  line: string;
  /** Milliseconds, from when it is sent. */
  timeout: number;
  /** Answered at once, as reading is; others may take their time. */
  quick: boolean;
  asked: number;
  done: (outcome: Answer | Error) => void;
}

export interface Answer {
  stdout: string;
  stderr: string;
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
  private job: Job | undefined;
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
    return this.connected && this.job === undefined && !this.over;
  }

  take(job: Job): void {
    this.job = job;
    this.taken = performance.now();
    this.token = randomBytes(6).toString("hex");
    this.stdout = "";
    this.stderr = "";
    // stdout and stderr each get a mark behind what belongs to the command.
    this.child.stdin.write(`${job.line}\necho --err "${this.token}"\necho "${this.token}"\n`);
    const late = () =>
      this.end(new HostError("timeout", `no answer ${within(job.timeout)}; ${unknown}`, "", this.uri));
    this.timer = setTimeout(late, job.timeout);
    hold(this.child, true);
  }

  /** Ends at once; what it is doing fails with this error. */
  end(error: HostError): void {
    // At the end of its stdin a virsh would write a history file, empty as it is.
    this.child.kill("SIGKILL");
    this.child.stdin.end();
    this.finish(error);
  }

  private read(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
    if (!this.connected) {
      if (stream === "stdout") this.greeted();
      return;
    }
    if (!this.job) return;
    const end = this.stdout.indexOf(`echo "${this.token}"\n${this.token}`);
    const errorEnd = this.stderr.indexOf(`error: ${this.token}\n`);
    if (end < 0 || errorEnd < 0) return;
    // In front stands the prompt with the echoed command, behind it the prompt of the first mark.
    const body = this.stdout.slice(0, end);
    const begin = body.indexOf("\n") + 1;
    const stop = body.lastIndexOf("virsh # echo --err");
    this.settle({
      stdout: body.slice(begin, stop < begin ? body.length : stop),
      stderr: this.stderr.slice(0, errorEnd),
    });
    this.on.free();
  }

  private greeted(): void {
    this.connected = true;
    clearTimeout(this.timer);
    hold(this.child, false);
    this.on.free();
  }

  private settle(outcome: Answer | HostError): void {
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

  private unreachable(words: string): HostError {
    return new HostError("unreachable", this.job ? `${words}; ${unknown}` : words, "", this.uri);
  }

  private finish(error: HostError): void {
    if (this.over) return;
    this.over = true;
    this.settle(error);
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
