// The orchestrator's rules for what is registered, so that a wrong value is found before anything is touched.
// A rule answers with what is wrong, or with nothing.

export function hostNameProblem(name: string): string | undefined {
  if (name.length > 20) return `"${name}" has ${name.length} characters; the orchestrator takes 20.`;
  return /^[a-zA-Z\-_0-9./: ]+$/.test(name)
    ? undefined
    : `"${name}" cannot be used: the orchestrator takes letters, digits, spaces and - _ . / :.`;
}

export function serialProblem(serial: string): string | undefined {
  return /^[A-Za-z0-9]{5,20}$/.test(serial)
    ? undefined
    : `"${serial}" cannot be used: the orchestrator takes 5 to 20 letters and digits.`;
}

export function fqdnProblem(fqdn: string): string | undefined {
  return /^(?=.{1,240}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(fqdn)
    ? undefined
    : `"${fqdn}" is no domain name: write it without https:// and without a service, as in edge.example.com.`;
}

/** A value in an AIP-160 filter. */
export const quoted = (value: string): string => `"${value.replace(/[\\"]/g, "\\$&")}"`;
