import { app, type HttpRequest } from '@azure/functions';

async function echo(request: HttpRequest) {
  const body = Buffer.from(await request.clone().arrayBuffer());
  return {
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: Object.fromEntries(request.query),
      headers: Object.fromEntries(request.headers),
      bytes: body.toString('base64'),
      text: await request.text(),
    },
  };
}

app.http('echo', { route: 'echo/{*rest}', methods: ['GET', 'POST', 'PUT'], handler: echo });
app.http('secured', { authLevel: 'function', methods: ['GET'], handler: () => ({ body: 'in' }) });
app.http('forAdmins', { authLevel: 'admin', methods: ['GET'], handler: () => ({ body: 'in' }) });

app.http('itemByNumber', { route: 'items/{id:int}', methods: ['GET'], handler: () => ({ body: 'number' }) });
app.http('itemByGuid', { route: 'items/{id:guid}', methods: ['GET'], handler: () => ({ body: 'guid' }) });
app.http('itemOptional', { route: 'items/{id?}', methods: ['GET'], handler: ({ params }) => ({ jsonBody: params }) });

app.http('winnerB', { route: 'race/literal', methods: ['GET'], handler: () => ({ body: 'B' }) });
app.http('WINNERa', { route: 'race/{any}', methods: ['GET'], handler: () => ({ body: 'A' }) });

app.http('picture', {
  methods: ['POST'],
  handler: () => ({
    status: 201,
    headers: { 'content-type': 'image/png', 'x-made-by': 'picture' },
    cookies: [
      { name: 'session', value: 'a b', httpOnly: true, sameSite: 'Lax' as const, maxAge: 60 },
      { name: 'theme', value: 'dark', path: '/shop', expires: new Date('2030-01-01T00:00:00Z'), secure: true },
    ],
    body: new Uint8Array([0, 255, 254, 10]),
  }),
});
app.http('nothing', { methods: ['GET'], handler: () => ({ status: 204 }) });
app.http('undefinedAnswer', { methods: ['GET'], handler: () => undefined as unknown as object });
app.http('throws', {
  methods: ['GET'],
  handler: () => {
    throw new TypeError('the handler broke');
  },
});
app.http('logs', {
  methods: ['GET'],
  handler: (_, context) => {
    context.log('order', { id: 1 });
    context.error('bad order');
    return { body: context.invocationId };
  },
});
