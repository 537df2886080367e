// A program in the place of virsh: the first starts go wrong in a chosen way, later ones are the real virsh.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a start does instead of being virsh. */
export const ways = {
  /** Is virsh. */
  genuine: 'exec virsh "$@"',
  /** Gets no connection. */
  refused: "echo 'error: failed to connect to the hypervisor' >&2; exit 1",
  /** Never gets as far as a prompt. */
  silent: "exec sleep 600",
  /** Connects, takes a command and never answers. */
  hanging: "printf 'virsh # '; exec cat >/dev/null",
  /** Connects, takes a command and is gone. */
  dying: "printf 'virsh # '; read -r line; exit 1",
  /** Is virsh, and keeps what it is told. */
  overheard: 'tee "$0.lines" | virsh "$@"; exit',
} as const;

export class StubVirsh {
  private readonly folder = mkdtempSync(join(tmpdir(), "virsh-"));
  readonly program = join(this.folder, "virsh");

  constructor(...bad: (keyof typeof ways)[]) {
    const cases = bad.map((way, index) => `${index + 1}) ${ways[way]} ;;`);
    const script = [
      "#!/bin/sh",
      'echo "$$" >>"$0.starts"',
      'case $(wc -l <"$0.starts") in',
      ...cases,
      "esac",
      'exec virsh "$@"',
      "",
    ];
    writeFileSync(this.program, script.join("\n"));
    chmodSync(this.program, 0o755);
  }

  /** The process ids of what was started. */
  get starts(): number[] {
    const file = `${this.program}.starts`;
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : [];
  }

  /** What the overheard one was told, without the marks behind each command. */
  get lines(): string[] {
    const lines = readFileSync(`${this.program}.lines`, "utf8").trim().split("\n");
    return lines.filter((line) => !line.startsWith("echo "));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
