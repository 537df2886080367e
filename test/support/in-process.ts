// The handlers without Pulumi around them, on a real host: for long walks that the CLI would make slow.
import type { Failure } from "../../provider/core/errors";
import { Operation, type Connection } from "../../provider/core/operation";
import type { State } from "../../provider/core/state";
import type { Lifecycle } from "../../provider/core/lifecycle";
import { connect } from "../../provider/doors/connect";
import { lifecycles } from "../../provider/doors/lifecycles";
import { readSettings } from "../../provider/doors/settings";
import type { VirshHost } from "../../provider/host/session";
import type { IsolatedHost } from "./isolated-host";

export class InProcess {
  readonly said: string[] = [];
  private readonly connection: Connection;

  constructor(
    host: IsolatedHost,
    private readonly project: string,
  ) {
    const settings: Record<string, string> = { uri: host.uri, owner: "in-process@test", accelerator: "tcg" };
    const sink = { log: (_: unknown, text: string) => void this.said.push(text) };
    this.connection = connect(
      readSettings((key) => settings[key]),
      sink,
      new AbortController().signal,
    );
  }

  /** Commands that the host was asked so far. */
  get commands(): number {
    return (this.connection.host as VirshHost).commandCount;
  }

  /** The complaints about these inputs. */
  async failures(noun: string, inputs: State): Promise<Failure[]> {
    return (await this.check(noun, "it", inputs)).failures;
  }

  check(noun: string, name: string, inputs: State, olds?: State): ReturnType<Lifecycle["check"]> {
    const resourceUrn = `urn:pulumi:dev::${this.project}::edgefleet:index:${noun}::${name}`;
    return this.lifecycle(noun).check(this.operation(noun), olds, { resourceUrn, ...inputs });
  }

  /** What one resource costs in a preview: check and diff. */
  async preview(
    noun: string,
    name: string,
    inputs: State,
    olds: State,
  ): Promise<ReturnType<Lifecycle["diff"]>> {
    const checked = await this.check(noun, name, inputs, olds);
    return this.lifecycle(noun).diff(this.operation(noun), olds, checked.inputs);
  }

  async create(noun: string, name: string, inputs: State): Promise<State> {
    const checked = await this.check(noun, name, inputs);
    if (checked.failures.length > 0) throw new Error(JSON.stringify(checked.failures));
    return (await this.lifecycle(noun).create(this.operation(noun), checked.inputs)).state;
  }

  close(): Promise<void> {
    return this.connection.host.close();
  }

  private lifecycle(noun: string): Lifecycle {
    const lifecycle = lifecycles[noun];
    if (!lifecycle) throw new Error(`there is no ${noun}`);
    return lifecycle;
  }

  private operation(noun: string): Operation {
    return new Operation(this.connection, this.lifecycle(noun).fields);
  }
}
