import { expect } from 'vitest';
import type { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from '../../shared/errors.ts';
import type { Answer } from '../stack.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface ErrorBody {
  code: string;
  message: string;
  target?: string;
  nextStep?: string;
  details?: { code: string; message: string; target?: string }[];
  innererror?: { partnerCenter: { status: number; code?: string; description?: string; correlationId?: string } };
}

function expectTraced({ headers }: Answer): void {
  expect(headers.get('x-ms-request-id')).toMatch(GUID);
  expect(headers.get('x-ms-correlation-id')).toMatch(GUID);
}

/** The answer of a call that succeeded: exactly what its schema says, traced, and without a null outside `raw`. */
export function expectAnswer<T extends z.ZodType>(answer: Answer, schema: T): z.infer<T> {
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  expectTraced(answer);
  expect(answer.headers.get('x-ms-error-code')).toBeNull();
  const parsed = schema.parse(answer.body);
  expect(parsed).toEqual(answer.body);
  const ours = { ...(answer.body as Record<string, unknown>), raw: undefined };
  expect(JSON.stringify(ours)).not.toMatch(/[:[,]null\b/);
  return parsed;
}

/** The error of a call that was refused, with the status its code stands for. */
export function expectRefusal(answer: Answer, code: ErrorCode): ErrorBody {
  const { error } = answer.body as { error: ErrorBody };
  expect({ status: answer.status, code: error?.code }, JSON.stringify(answer.body)).toEqual({
    status: ERROR_STATUS[code],
    code,
  });
  expectTraced(answer);
  expect(answer.headers.get('x-ms-error-code')).toBe(code);
  expect(error.message).toMatch(/\S/);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.[jt]s:\d/);
  return error;
}
