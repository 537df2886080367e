// Field tables in Pulumi's package schema: properties, and the named types that they need.
import type { Field, Fields } from "../../provider/core/define";
import { capital, documentation, isRequired, visible } from "./words";

export const token = (name: string): string => `edgefleet:index:${name}`;

/**
 * `input`: what programs write, where a resource stands for a reference to it. `output`: what they get. `part`: of an
 * object type, which is written and got alike.
 */
export type Side = "input" | "output" | "part";

export class SchemaTypes {
  readonly types: Record<string, object> = {
    [token("Reference")]: {
      description:
        "Another resource, by its name. In inputs the resource itself does as well, and is better: it also tells which incarnation is meant.",
      type: "object",
      properties: {
        name: { type: "string", description: "Its name." },
        incarnation: { type: "string", description: "Which incarnation; a new one is a planned change." },
        pool: { type: "string", description: "Volumes only: the pool's name." },
      },
      required: ["name"],
    },
  };
  /** Enums by their list of values: a field that is used again brings its type along. */
  private readonly enums = new Map<readonly string[], string>();

  /** Properties of `owner`, with all types that they need; `nested`: it is no resource, but a part of one. */
  properties(owner: string, fields: Fields, side: Side, nested = false): Record<string, object> {
    return Object.fromEntries(
      visible(fields).map(([name, field]) => [name, this.property(owner, name, field, side, nested)]),
    );
  }

  private property(owner: string, name: string, field: Field, side: Side, nested: boolean): object {
    const scalar = field.default !== undefined && typeof field.default !== "object";
    return {
      ...this.typeOf(owner, name, field, side),
      description: documentation(field, nested).join("\n"),
      ...(scalar && side !== "output" ? { default: field.default } : {}),
      ...(field.secret ? { secret: true } : {}),
      ...(field.effect === "replace" ? { replaceOnChanges: true, willReplaceOnChanges: true } : {}),
    };
  }

  private typeOf(owner: string, name: string, field: Field, side: Side): object {
    const plain = field.plain ? { plain: true } : {};
    switch (field.kind) {
      case "boolean":
      case "integer":
        return { type: field.kind, ...plain };
      case "list":
        return { type: "array", items: this.typeOf(owner, name, field.of as Field, side), ...plain };
      case "map":
        return {
          type: "object",
          additionalProperties: this.typeOf(owner, name, field.of as Field, side),
          ...plain,
        };
      case "reference":
        return { ...referenceType(field, side), ...plain };
      case "enum":
        return { ...this.enumType(owner, name, field), ...plain };
      case "object":
        return { ...this.objectType(field), ...plain };
      default:
        return { type: "string", ...plain };
    }
  }

  private enumType(owner: string, name: string, field: Field): object {
    const values = field.values as readonly string[];
    const known = this.enums.get(values) ?? token(owner + capital(name));
    this.enums.set(values, known);
    this.types[known] ??= this.enumeration(field.doc, values);
    return { $ref: `#/types/${known}` };
  }

  /** The choices of a setting; they are no field of a resource. */
  choice(name: string, doc: string, values: readonly string[]): object {
    this.types[token(name)] ??= this.enumeration(doc, values);
    return { $ref: `#/types/${token(name)}` };
  }

  private enumeration(doc: string, values: readonly string[]): object {
    const nameOf = (value: string) => value.split("-").map(capital).join("");
    return {
      description: doc,
      type: "string",
      enum: values.map((value) => ({ name: nameOf(value), value })),
    };
  }

  private objectType(field: Field): object {
    const type = field.typeName as string;
    const name = token(type);
    // Taken first: its members may need it again.
    this.types[name] ??= Object.assign((this.types[name] = {}), {
      description: field.doc,
      type: "object",
      properties: this.properties(type, field.fields ?? {}, "part", true),
      required: requiredOf(field.fields ?? {}),
    });
    return { $ref: `#/types/${name}` };
  }
}

export const requiredOf = (fields: Fields): string[] =>
  visible(fields)
    .filter(([, field]) => isRequired(field))
    .map(([name]) => name);

function referenceType(field: Field, side: Side): object {
  const reference = { $ref: `#/types/${token("Reference")}` };
  if (side === "output") return reference;
  // Python's modules of types and of resources would import each other, if a type named a resource.
  if (side === "part") return { $ref: "pulumi.json#/Any" };
  const resource = { $ref: `#/resources/${token(capital(field.to as string))}` };
  return { oneOf: [resource, { type: "string" }, reference] };
}
