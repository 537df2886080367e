// The shape of what is kept in state, and how older shapes become today's.

/** Raised whenever a released shape changes; each raise has its step in `upgrades`. */
export const stateVersion = 1;

export type State = Record<string, unknown>;

/** upgrades[n] turns version n into n + 1; pure. */
const upgrades: Record<number, (state: State) => State> = {};

/** Today's shape of a state that any release wrote. */
export function upgrade(state: State): State {
  let version = typeof state["stateVersion"] === "number" ? state["stateVersion"] : stateVersion;
  if (version > stateVersion) {
    throw new Error(
      `this state was written by a newer Edgefleet (state version ${version}, this one knows ${stateVersion}). ` +
        "Install that version or a later one; nothing was changed",
    );
  }
  let current = state;
  for (; version < stateVersion; version++) current = (upgrades[version] as (s: State) => State)(current);
  return current;
}

/** What Pulumi can store: no undefined, no class instances. */
export function plain(value: Record<string, unknown>): State {
  return JSON.parse(JSON.stringify(value)) as State;
}
