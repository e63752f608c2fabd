import type { z } from 'zod';

/** A wrong call of the control API; `allowed` names what it could have been. */
export class ControlError extends Error {
  readonly allowed: string[] | undefined;
  readonly status: number;

  constructor(message: string, allowed?: string[], status = 400) {
    super(message);
    this.name = 'ControlError';
    this.allowed = allowed;
    this.status = status;
  }
}

/** Reads a body strictly; an unknown member is refused with the names of the known ones. */
export function strictly<Schema extends z.ZodType & { shape: object }>(schema: Schema, body: unknown): z.infer<Schema> {
  const { data, error } = schema.safeParse(body);
  if (!error) return data;
  const problems = error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new ControlError(problems.join('; '), Object.keys(schema.shape));
}
