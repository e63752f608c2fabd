import { json } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { fault, randomSecret, switches, type IdentityState } from './identityState.ts';

const nothing = z.strictObject({});
const rotateSecret = z.strictObject({ clientSecret: z.string().min(1).optional() });

async function readBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const body = Number(request.headers['content-length'] ?? 0) > 0 ? await json(request) : {};
  return schema.parse(body);
}

/** Answers what tests and developers ask under `/_emulator`; throws a zod or syntax error for a body it does not know. */
export async function control(
  request: IncomingMessage,
  path: string,
  state: IdentityState,
): Promise<{ status: number; body: unknown }> {
  const done = { status: 200, body: {} };
  switch (`${request.method} ${path}`) {
    case 'GET /_emulator/requests':
      return { status: 200, body: { items: state.requests } };
    case 'GET /_emulator/switches':
      return { status: 200, body: state.switches };
    case 'POST /_emulator/switches':
      state.switches = switches.parse({ ...state.switches, ...(await readBody(request, switches.partial())) });
      return { status: 200, body: state.switches };
    case 'POST /_emulator/faults':
      state.planFault(await readBody(request, fault));
      return done;
    case 'POST /_emulator/rotate-secret':
      state.clientSecret = (await readBody(request, rotateSecret)).clientSecret ?? randomSecret('');
      return { status: 200, body: { clientSecret: state.clientSecret } };
    case 'POST /_emulator/consent':
      await readBody(request, nothing);
      return { status: 200, body: { refreshToken: state.issueRefreshToken() } };
    case 'POST /_emulator/revoke':
      await readBody(request, nothing);
      state.revokeRefreshTokens();
      return done;
    case 'POST /_emulator/reset':
      await readBody(request, nothing);
      state.reset();
      return done;
    default:
      return { status: 404, body: { error: { message: 'Nothing here; see local/identity/README.md.' } } };
  }
}
