// What Python and YAML programs are run with: language hosts, a virtual environment, and our SDK installed as users do.
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { repository, type IsolatedHost } from "./isolated-host";
import { Stack } from "./stack";

export class Languages {
  private constructor(
    /** Folders to put on PATH. */
    readonly path: string[],
    private readonly folder: string,
  ) {}

  static async make(): Promise<Languages> {
    const { stdout } = await execa(join(repository, "tools/setup"), ["languages"]);
    const languages = new Languages(stdout.trim().split(":"), mkdtempSync(join(tmpdir(), "eft-python-")));
    await languages.install();
    return languages;
  }

  /** Where Python finds our SDK. */
  get packages(): string {
    return join(this.folder, "packages");
  }

  get python(): string {
    return join(this.path.at(-1) as string, "python");
  }

  private async install(): Promise<void> {
    // Builds leave files beside what they build.
    cpSync(join(repository, "sdk/python"), join(this.folder, "sdk"), { recursive: true });
    const pip = ["-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps"];
    await execa(this.python, [...pip, "--target", this.packages, join(this.folder, "sdk")]);
  }

  /** A stack whose program is `__main__.py`. */
  async pythonStack(host: IsolatedHost, project: string): Promise<Stack> {
    const stack = await Stack.make(host, {
      program: "",
      project,
      path: this.path,
      env: this.environment,
      config: { "edgefleet:accelerator": "tcg" },
    });
    stack.file(
      "Pulumi.yaml",
      `name: ${project}
runtime: { name: python, options: { virtualenv: venv } }
plugins: { providers: [{ name: edgefleet, path: node_modules/pulumi-edgefleet }] }
`,
    );
    this.equip(stack.folder);
    return stack;
  }

  get environment(): Record<string, string> {
    return { PYTHONPATH: this.packages, PYTHONDONTWRITEBYTECODE: "1" };
  }

  /** Gives a project its virtual environment. */
  equip(project: string): void {
    symlinkSync(dirname(this.path.at(-1) as string), join(project, "venv"));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
