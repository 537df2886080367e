// Invoke: functions that read from a host and change nothing.
import { checkFields } from "../../core/check";
import type { Connection } from "../../core/operation";
import { plain } from "../../core/state";
import { functions } from "../../functions";
import { spell, stepsOf } from "./paths";
import { provider, type Messages } from "./protocol";
import { secretsOf } from "./secrets";
import { decode, encode } from "./values";

export async function invoke(
  request: Messages.InvokeRequest,
  connection: () => Connection,
): Promise<Messages.InvokeResponse> {
  const lookup = functions.find(({ token }) => token === request.getTok());
  if (!lookup) throw new Error(`there is no function ${request.getTok()} in this version of Edgefleet`);
  const { value } = decode(request.getArgs());
  const response = new provider.InvokeResponse();
  const { inputs, failures } = checkFields(lookup.inputs, value);
  for (const { property, reason } of failures) {
    const failure = new provider.CheckFailure();
    failure.setProperty(spell(stepsOf(property, lookup.inputs, value), lookup.inputs));
    failure.setReason(reason);
    response.addFailures(failure);
  }
  if (failures.length > 0) return response;
  const result = plain(await lookup.call(connection(), inputs));
  response.setReturn(encode(result, secretsOf(lookup.outputs, result)));
  return response;
}
