// The orchestrator's connection, written once and given to every resource that needs it.
import * as pulumi from "@pulumi/pulumi";
import type { OrchestratorConnectionArgs } from "./resources";

/**
 * An Edge Orchestrator as somebody's user sees it. It is no resource: it stands for nothing, and is given to resources
 * and components as `{ orchestrator }`. The password is a secret, however it is handed over.
 */
export class Orchestrator implements OrchestratorConnectionArgs {
  readonly fqdn: pulumi.Input<string>;
  readonly project: pulumi.Input<string>;
  readonly username: pulumi.Input<string>;
  readonly password: pulumi.Output<string>;
  readonly ca?: pulumi.Input<string>;
  readonly address?: pulumi.Input<string>;

  constructor(args: OrchestratorConnectionArgs) {
    this.fqdn = args.fqdn;
    this.project = args.project;
    this.username = args.username;
    this.password = pulumi.secret(args.password);
    if (args.ca !== undefined) this.ca = args.ca;
    if (args.address !== undefined) this.address = args.address;
  }
}
