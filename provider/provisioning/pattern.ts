// Texts that are looked for on a console: the text itself, or a regular expression between slashes.

export interface Found {
  /** Behind its last character. */
  end: number;
  /** The group of a regular expression. */
  group?: string;
}

export type Pattern = (line: string, from: number) => Found | undefined;

/** Finds the first place at or behind `from`. */
export function patternOf(text: string): Pattern {
  const inner = expressionIn(text);
  if (inner === undefined) {
    return (line, from) => {
      const at = line.indexOf(text, from);
      return at < 0 ? undefined : { end: at + text.length };
    };
  }
  const expression = new RegExp(inner, "g");
  return (line, from) => {
    expression.lastIndex = from;
    const match = expression.exec(line);
    return match
      ? { end: match.index + match[0].length, ...(match[1] === undefined ? {} : { group: match[1] }) }
      : undefined;
  };
}

/** The text has to be the last of the line; blanks may follow. */
export function promptOf(text: string): (line: string) => boolean {
  const inner = expressionIn(text);
  if (inner === undefined) return (line) => line.trimEnd().endsWith(text.trimEnd());
  const expression = new RegExp(`(?:${inner})\\s*$`);
  return (line) => expression.test(line);
}

const expressionIn = (text: string): string | undefined => /^\/(.+)\/$/s.exec(text)?.[1];

/** Why it cannot be looked for. */
export function textProblem(text: string): string | undefined {
  if (text.trim() === "") return "An empty text is on every console.";
  try {
    new RegExp(expressionIn(text) ?? "");
    return undefined;
  } catch (error) {
    return `This is no regular expression: ${(error as Error).message}.`;
  }
}
