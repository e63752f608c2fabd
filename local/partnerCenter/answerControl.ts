import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ControlError } from './controlInput.ts';
import { CONTROL_ROUTES } from './controlRoutes.ts';
import type { Emulator } from './state.ts';
import type { Switches } from './switches.ts';

function bodyOf(json: string): unknown {
  try {
    return json === '' ? {} : JSON.parse(json);
  } catch (error) {
    throw new ControlError(`The body is not JSON: ${(error as Error).message}`);
  }
}

/** Answers one call of the control API, which asks for no token. */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  emulator: Emulator,
  environment: Switches['environment'],
): Promise<void> {
  const json = await text(request);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [name = '', id = ''] = url.pathname.slice('/_emulator/'.length).split('/');
  const route =
    CONTROL_ROUTES[`${request.method} ${name}/${id}`] ?? CONTROL_ROUTES[`${request.method} ${name}${id && '/*'}`];
  const send = (status: number, body: unknown): void => {
    response
      .writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body, null, 2));
  };
  try {
    if (!route) throw new ControlError('There is no such control.', Object.keys(CONTROL_ROUTES), 404);
    const call = { body: bodyOf(json), query: url.searchParams, id: decodeURIComponent(id), emulator, environment };
    send(200, route(call));
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    send(error.status, { error: { message: error.message, ...(error.allowed && { allowed: error.allowed }) } });
  }
}
