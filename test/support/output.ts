// What the CLI says, taken apart.

/** What a command of the CLI said and did. */
export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Both, as a person sees them. */
  text: string;
}

export interface PreviewJson {
  steps: {
    op: string;
    urn: string;
    replaceReasons?: string[];
    diffReasons?: string[];
    newState?: { inputs?: Record<string, unknown> };
  }[];
  diagnostics?: { urn?: string; message: string; severity: string }[];
  changeSummary: Record<string, number>;
}

/** One line of a plan, as core/report.ts writes it. */
export interface PlanLine {
  path: string;
  from: string;
  to: string;
  effect: string;
  reason?: string;
}

/** The plan of one resource in `preview --json`. */
export function planOf(preview: PreviewJson, urn: string): PlanLine[] {
  const lines = (preview.diagnostics ?? [])
    .filter((d) => d.urn === urn)
    .flatMap((d) => d.message.trim().split("\n"));
  return lines.flatMap((line) => {
    const match = /^(\S+): (.*) → (.*) \((live|at next boot|needs restart|REPLACE)(?:: (.*))?\)$/.exec(line);
    if (!match) return [];
    const [, path = "", from = "", to = "", effect = "", reason] = match;
    return [{ path, from, to, effect, ...(reason ? { reason } : {}) }];
  });
}

/** What the CLI counts at its end: `{ created: 1, unchanged: 2 }`. */
export function counts(run: Run): Record<string, number> {
  const section = /\nResources:\n((?: {4}.*\n?)+)/.exec(run.text)?.[1] ?? "";
  const found = [...section.matchAll(/(\d+) (to )?(create|update|delete|replace|unchange|refresh)d?\b/g)];
  return Object.fromEntries(
    found.map(([, number, , what]) => [what === "unchange" ? "unchanged" : `${what}d`, Number(number)]),
  );
}

/** The errors in the last account of one resource; fails when a stack of JavaScript calls is anywhere. */
export function errorsOf(run: Run, name: string): string[] {
  if (/^ +at .+:\d+/m.test(run.text)) throw new Error(`a stack trace was printed:\n${run.text}`);
  const diagnostics = run.text.slice(run.text.indexOf("\nDiagnostics:\n") + 1);
  const sections = diagnostics.split(/^ {2}(?=\S+ \([^)]*\):$)/m);
  const section = sections.find((text) => text.split("\n")[0]?.endsWith(`(${name}):`)) ?? "";
  const body = section.split(/\n(?:Resources|Outputs):\n/)[0] ?? "";
  return body.split(/^ {4}error: /m).slice(1);
}
