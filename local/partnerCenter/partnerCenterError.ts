import { ERROR_TABLE, type ErrorName } from './errorTable.ts';

/** An answer of shape A: HTTP status, numeric code, description. Thrown by routes, written by the pipeline. */
export class PartnerCenterError extends Error {
  readonly status: number;
  readonly code: number;
  readonly description: string;

  constructor(status: number, code: number, description: string) {
    super(description);
    this.name = 'PartnerCenterError';
    this.status = status;
    this.code = code;
    this.description = description;
  }
}

/** Makes the documented error of that name; `detail` follows its description. */
export function refusal(name: ErrorName, detail?: string): PartnerCenterError {
  const [status, code, description] = ERROR_TABLE[name];
  return new PartnerCenterError(status, code, detail ? `${description} ${detail}` : description);
}
