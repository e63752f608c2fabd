import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';

app.setup({ enableHttpStream: true });

const never = () => new Promise<never>(() => {});

async function echo(request: HttpRequest): Promise<HttpResponseInit> {
  return {
    headers: { 'x-made-by': 'echo', connection: 'x-made-up', 'x-made-up': 'gone' },
    cookies: [
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ],
    jsonBody: {
      method: request.method,
      url: request.url,
      params: request.params,
      query: request.query.getAll('a'),
      headers: Object.fromEntries(request.headers),
      text: await request.text(),
    },
  };
}

app.http('echo', { route: 'echo/{id?}', methods: ['GET', 'POST'], handler: echo });
app.http('secured', { authLevel: 'function', methods: ['GET'], handler: () => ({ body: 'in' }) });
app.http('early', { methods: ['POST'], handler: () => ({ status: 413, body: 'not read' }) });
app.http('nothing', { methods: ['GET'], handler: () => undefined as unknown as object });
app.http('endless', { methods: ['GET'], handler: never });
app.http('throws', {
  methods: ['GET'],
  handler: () => {
    throw new TypeError('the handler broke');
  },
});
app.http('slow', {
  methods: ['GET'],
  async handler() {
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.FIXTURE_SLOW_IN_MS)));
    return { body: 'late' };
  },
});
app.http('drops', {
  methods: ['GET'],
  handler: () => ({
    body: new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('first '));
        return never();
      },
    }),
  }),
});
app.http('counts', {
  methods: ['GET'],
  handler: () => ({
    body: ReadableStream.from(
      (async function* count() {
        for (const word of ['one ', 'two ', 'three']) yield new TextEncoder().encode(await Promise.resolve(word));
      })(),
    ),
  }),
});
