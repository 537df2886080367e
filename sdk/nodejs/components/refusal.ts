// What a component was refused for: all of it in one error, before anything is begun.
import * as pulumi from "@pulumi/pulumi";

/**
 * Pulumi shows its message alone. It has no stack either: Pulumi has every error formatted that nobody caught, and
 * Node 20 needs a quarter of a minute for a stack that leads through Pulumi itself.
 */
export class Refusal extends pulumi.RunError {
  constructor(message: string) {
    super(message);
    this.stack = "";
  }
}

export function refuse(type: string, name: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Refusal(`${type} "${name}" was not begun: ${problems.join("; ")}.`);
}
