/** Names of members whose values are nobody's business. */
const SECRET = /secret|password|token|credential|api-?key|activation|callback/i;

/** A copy in which the values of members that may be secret are left out. */
export function redact(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, member: unknown) => (SECRET.test(name) && member !== null ? '[redacted]' : member)),
  ) as unknown;
}
