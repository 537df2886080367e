// The field table of a provisioning: check, diff, plan, docs and SDK read it.
import {
  bool,
  duration,
  int,
  map,
  object,
  oneOf,
  optional,
  reference,
  str,
  type Fields,
  type InputsOf,
} from "../../core/define";
import { textProblem } from "../../core/rules";
import { classNames } from "../../provisioning/failures";

const typed = (problem: string) => (text: string) =>
  // eslint-disable-next-line no-control-regex
  text === "" || /[\u0000-\u001f\u007f]/.test(text) ? problem : undefined;

/** A name or a path. */
const oneLine = (text: string): string | undefined =>
  textProblem(text) ?? (text === "" || /[\n\r]/.test(text) ? "One line of text is needed." : undefined);

const person = (typeName: string, doc: string) =>
  object(
    typeName,
    {
      username: str({
        doc: "User name.",
        check: typed("A user name is one line without control characters."),
      }),
      password: str({
        doc: "Password. It is typed into the console, and stands in no log, error text or plain state.",
        secret: true,
        check: typed("A password is one line without control characters."),
      }),
    },
    { doc },
  );

export const inputs = {
  domain: reference("domain", {
    doc: "The machine: its Domain, or its name on the host. The serial ports that the profile watches (ttyS0 and ttyS1) each need a log.",
  }),
  profile: str({
    doc: "What the node will say and how it is answered: the name of a profile that comes with Edgefleet (`edge-orchestrator`, `edge-orchestrator-installer-script`), or the path of a JSON file, see docs/provisioning.md.",
    default: "edge-orchestrator",
    check: oneLine,
  }),
  ending: optional(
    str({
      check: oneLine,
      doc: "The ending of the profile that is expected, such as `ubuntu` or `microvisor`. Default: what the node says decides.",
    }),
  ),
  onboarding: oneOf(["io", "nio"], {
    doc: "Interactive: the node asks for `credentials`, which are typed. Or non-interactive: the orchestrator knows the node beforehand.",
    default: "io",
  }),
  credentials: optional(
    person("OnboardingCredentials", "Who onboards the node; needed with onboarding `io`."),
  ),
  login: optional(
    person(
      "NodeLogin",
      "A Linux login on the installed system. With it the installation is followed to its end; without it the node counts as provisioned when it asks for a login.",
    ),
  ),
  required: optional(
    bool({
      doc: "`false`: a node that fails is a warning and no error, so that what depends on this goes on; `isReady` tells, and the next `up` watches again. Default: true.",
    }),
  ),
  timeouts: map(duration({ doc: "How long the stage may take, as a time span such as `20m`." }), {
    doc: "Time-outs by stage of the profile, instead of the profile's.",
    default: {},
  }),
  retries: int({
    doc: "How often the node may start over: from a prompt of iPXE or of the UEFI shell, after a failure that may pass, or with `restartPolicy`.",
    default: 2,
    min: 0,
    max: 20,
  }),
  restartPolicy: oneOf(["never", "onFailure"], {
    doc: "What happens to a node that failed: it is kept as it is, to be looked at; or it is switched off and on again, as often as `retries` allows, where that can help. It never helps against refused credentials, secure boot or a disk that is too small.",
    default: "never",
  }),
  logDir: optional(
    str({
      check: oneLine,
      doc: "Folder on the machine that runs Pulumi, made when it is not there: `<node>.timeline.json` with every stage and its time, and `<node>.console.log` with what the consoles said. Earlier timelines in it make the expected times better. Default: nothing is written.",
    }),
  ),
} satisfies Fields;

export const outputs = {
  node: str({ doc: "Name of the machine on its host." }),
  stage: str({ doc: "The stage it has reached." }),
  failure: optional(oneOf(classNames, { doc: "Why it failed, as docs/provisioning.md explains." })),
  outcome: optional(str({ doc: "The ending of the profile that it took, such as `ubuntu`." })),
  ip: optional(
    str({ doc: "Address that DHCP has given to its first network card, once it is provisioned." }),
  ),
  isReady: optional(bool({ doc: "Whether it is provisioned." })),
  began: str({ doc: "When it was first watched, in ISO 8601." }),
  durations: map(duration({ doc: "As a time span." }), {
    doc: "How long each stage took. Stages that were over before the node was watched are not in it.",
  }),
  machine: str({ doc: "Which machine, and which run of it.", internal: true }),
} satisfies Fields;

export type ProvisioningInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string };
export type ProvisioningOutputs = Omit<InputsOf<typeof outputs>, "isReady">;
