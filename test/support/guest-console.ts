// A person at the serial console of a running guest: types a command, reads what it prints.
import { constants, createWriteStream, openSync } from "node:fs";
import { ReadStream } from "node:tty";
import type { Writable } from "node:stream";
import { randomBytes } from "node:crypto";

export class GuestConsole {
  private text = "";
  private changed = (): void => undefined;

  private constructor(
    private readonly input: Writable,
    private readonly output: ReadStream,
  ) {
    output.setEncoding("utf8").on("data", (chunk: string) => {
      this.text += chunk;
      this.changed();
    });
    output.on("error", () => undefined);
  }

  /** Logs in at the pseudo terminal that a domain names as its `consolePath`, unless somebody has. */
  static async login(path: string): Promise<GuestConsole> {
    const terminal = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
    const console = new GuestConsole(createWriteStream(path, { flags: "r+" }), new ReadStream(terminal));
    // A new prompt, also when the last one went by before we came.
    console.input.write("\n");
    const [prompt] = await console.until(/(?:login:|#) ?$/);
    if (prompt.startsWith("login:")) {
      console.input.write("root\n");
      await console.until(/# ?$/);
    }
    return console;
  }

  /** What a command prints. */
  async run(command: string): Promise<string> {
    const mark = randomBytes(4).toString("hex");
    // The shell's echo of the line has the marks in two halves; only the output has them whole.
    this.input.write(`echo b""${mark}; ${command}; echo e""${mark}\n`);
    const match = await this.until(new RegExp(`b${mark}\\r*\\n([^]*?)e${mark}`));
    return (match[1] as string).replaceAll("\r", "").trim();
  }

  close(): void {
    this.output.destroy();
    this.input.destroy();
  }

  private until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((done) => {
      this.changed = () => {
        const match = pattern.exec(this.text.replace(ansi, ""));
        if (!match) return;
        this.changed = () => undefined;
        this.text = "";
        done(match);
      };
      this.changed();
    });
  }
}

// eslint-disable-next-line no-control-regex
const ansi = /\u001b\[[0-9;?]*[A-Za-z]/g;
