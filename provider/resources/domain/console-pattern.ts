// What is waited for on a console.

/** `/…/` is a regular expression, anything else the text itself. */
export function consolePattern(text: string): RegExp {
  const inner = /^\/(.+)\/$/s.exec(text)?.[1];
  return new RegExp(inner ?? text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "m");
}

/** Why it cannot be waited for. */
export function patternProblem(text: string): string | undefined {
  if (text === "") return "An empty text is on every console.";
  try {
    consolePattern(text);
    return undefined;
  } catch (error) {
    return `This is no regular expression: ${(error as Error).message}.`;
  }
}
