// The names that resources get when nobody chooses one.

/** `project/stack/name` as one word that is unique on a host for as long as people choose different stack names. */
export function defaultName(label: string): string {
  return label
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .slice(0, 50)
    .replace(/^[-.]+/, "");
}
