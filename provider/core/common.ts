// The fields that every resource has.
import { bool, list, optional, str, type Fields, type InputsOf } from "./define";
import { nameProblem } from "./rules";

export const commonInputs = {
  /** Not `urn`: Pulumi keeps that name for itself. */
  resourceUrn: str({
    doc: "The resource's URN: seed of its identity, and where words about it go.",
    internal: true,
  }),
  incarnation: str({
    doc: "Which incarnation of the resource this is; also in the ownership mark on the host.",
    derived: true,
    internal: true,
  }),
  secretPaths: optional(
    list(str({ doc: "Path of an argument, as `nics/lan/mac`." }), {
      doc: "Arguments that the program made secret: handlers get plain values, and must not repeat these.",
      internal: true,
    }),
  ),
} satisfies Fields;

/** The name of a resource that libvirt knows by one. */
export const nameField = str({
  doc: "Name, unique on the host.",
  derived: true,
  effect: "replace",
  xml: "name",
  check: nameProblem,
});

export const adoptField = optional(
  bool({
    doc: "Take over an object of this name that exists already and was not made by Edgefleet. It keeps its id, its place and its data; all else becomes what the program says, defaults included. From then on it is managed, and removed by `pulumi destroy`, like any other.",
    internal: true,
  }),
);

export const commonOutputs = {
  host: str({ doc: "The libvirt host this belongs to: driver, system or session, and host uuid." }),
  stateVersion: str({ doc: "Shape of this state.", internal: true }),
  baseline: optional(
    str({
      doc: "libvirt's definition right after the last change, packed; drift is measured on it.",
      internal: true,
    }),
  ),
  evidence: optional(str({ doc: "Digest of what the host said when this state was made.", internal: true })),
  drift: optional(
    str({ doc: "What was changed on the host outside Edgefleet; the next `up` puts it back." }),
  ),
} satisfies Fields;

export type Common = InputsOf<typeof commonInputs> & { adopt?: boolean };

export interface CommonOutputs {
  host: string;
  stateVersion: number;
  baseline?: string;
  evidence?: string;
  drift?: string[];
}
