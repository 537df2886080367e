// Rules for texts that more than one resource has. A rule answers with what is wrong, or with nothing.

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export const isMac = (text: string): boolean => /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text);

/** libvirt keeps names in file names and on command lines of its helpers. */
export function nameProblem(name: string): string | undefined {
  const shown = name.length > 40 ? `${name.slice(0, 37)}…` : name;
  if (name.length > 63) return `"${shown}" is too long: ${name.length} characters, 63 are possible.`;
  if (!/^[A-Za-z0-9][A-Za-z0-9_.+:-]*$/.test(name)) {
    return `${JSON.stringify(shown)} cannot be used: a name begins with a letter or digit, then letters, digits and _ . + : - are possible.`;
  }
  return undefined;
}

/** A text that stands in one line; `what` begins the sentence that says so. */
export const oneLine =
  (what: string) =>
  (text: string): string | undefined =>
    textProblem(text) ?? (/[\n\r]/.test(text) ? `${what} is one line.` : undefined);

/** Text for people (titles, descriptions): anything that XML can hold. */
export function textProblem(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  const bad = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(text);
  return bad
    ? `It contains a control character (U+${bad[0].charCodeAt(0).toString(16).padStart(4, "0")}), which XML cannot hold.`
    : undefined;
}
