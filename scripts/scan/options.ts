import { parseArgs } from 'node:util';
import { z } from 'zod';
import { GetScanRequest } from '../../shared/schemas/getScan.ts';
import { ListDeadlinesRequest } from '../../shared/schemas/listDeadlines.ts';
import { StartScanRequest } from '../../shared/schemas/startScan.ts';

const SYNOPSIS = 'Usage: npm run scan -- [--customer ID]... [--within TIME] [--follow ID] [--help]';

/** What `--help` prints. */
export const USAGE = `${SYNOPSIS}

Starts a scan, shows how far it has come, and lists what is open, soonest first.

  --customer ID  scan and list this customer only; may be given several times
  --within TIME  list what closes within this time, such as 90m, 48h or 7d
  --follow ID    start none, but follow the scan with this id; or latest
  --help         print this

Environment:
  FUNCTIONS_URL  the app to ask, such as https://my-app.azurewebsites.net
  FUNCTIONS_KEY  its function key
  Without both it is the app that npm start runs in this folder.

Exit codes:
  0    the scan has ended and every customer was seen whole
  1    the scan has ended and is not complete
  2    an option is wrong, or the app refused or does not answer
  130  stopped by Ctrl-C; the scan goes on`;

/** What was asked for on the command line. */
export interface Options {
  help: boolean;
  /** In lower case, each once. */
  customers?: string[];
  within?: string;
  follow?: string;
}

const Given = z.object({
  customer: StartScanRequest.shape.body.shape.customerIds,
  within: ListDeadlinesRequest.shape.query.shape.within,
  follow: GetScanRequest.shape.path.shape.scanId.optional(),
});

const wrong = (message: string, cause?: unknown): Error => new Error(`${message}\n${SYNOPSIS}`, { cause });

function parse(args: string[]) {
  try {
    const options = {
      customer: { type: 'string', multiple: true },
      within: { type: 'string' },
      follow: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * Reads the command line, by the same rules as the app. What npm took for options of its own, since no `--` stood before them, is in
 * `environment`: a scan of everything would be another than was asked for.
 * @throws Error that says what is wrong.
 */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): Options {
  const taken = Object.keys(Given.shape).filter((name) => environment[`npm_config_${name}`] !== undefined);
  if (taken.length > 0) throw wrong(`npm kept --${taken.join(' and --')} for itself: write -- before options.`);
  const { help = false, within, follow, ...values } = parse(args);
  const { error } = Given.safeParse({ ...values, within, follow });
  if (error && !help) {
    const said = error.issues.map(({ path: [name], message }) => `--${String(name)} ${message}.`);
    throw wrong([...new Set(said)].join('\n'), error);
  }
  const customers = values.customer && [...new Set(values.customer.map((id) => id.toLowerCase()))];
  return { help, ...(customers && { customers }), ...(within && { within }), ...(follow && { follow }) };
}

/** The command that follows a scan and then lists the same. */
export function followCommand(scanId: string, { customers = [], within }: Options): string {
  const options = [...customers.map((id) => ` --customer ${id}`), ...(within ? [` --within ${within}`] : [])];
  return `npm run scan -- --follow ${scanId}${options.join('')}`;
}
