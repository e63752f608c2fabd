import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { firstLine, runCommand } from './runCommand.ts';

const HOST = { id: 'Azure.Functions.Cli.Workloads.Host', version: '4.1048.200-preview.1' };
const NODE_WORKER = { id: 'Azure.Functions.Cli.Workloads.Workers.Node', version: '3.13.0-preview.1' };
const BUNDLES = { id: 'Azure.Functions.Cli.Workloads.ExtensionBundles', version: '4.35.0' };
const WINDOWS = process.platform === 'win32';

/** The genuine host: Core Tools on the path, or the host, the Node worker and the extension bundle as packages. */
export type GenuineHost =
  | { kind: 'func'; version: string }
  | { kind: 'packages'; version: string; executable: string; workerDirectory: string; bundlesDirectory: string };

function cacheFolder(): string {
  const base = (WINDOWS && process.env.LOCALAPPDATA) || process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(base, 'partner-center-functions', 'functions-host', `${HOST.version}_${NODE_WORKER.version}`);
}

/** What a package brings lies in `tools/any`, in newer ones in a folder named after the system. */
function toolsOf(folder: string, { id, version }: typeof HOST, rid: string): string | undefined {
  const tools = path.join(folder, 'packages', id.toLowerCase(), version, 'tools');
  return ['any', rid].map((name) => path.join(tools, name)).find((directory) => existsSync(directory));
}

function restoredHost(folder: string, rid: string): GenuineHost | undefined {
  const tools = toolsOf(folder, { ...HOST, id: `${HOST.id}.${rid}` }, rid);
  const workerDirectory = toolsOf(folder, NODE_WORKER, rid);
  const bundlesDirectory = toolsOf(folder, BUNDLES, rid);
  if (!tools || !workerDirectory || !bundlesDirectory) return undefined;
  const executable = path.join(tools, WINDOWS ? `${HOST.id}.exe` : HOST.id);
  return { kind: 'packages', version: HOST.version, executable, workerDirectory, bundlesDirectory };
}

/** Has the .NET SDK fetch the packages; the answer is what went wrong, if anything did. */
async function restore(folder: string, rid: string): Promise<string | undefined> {
  const wanted = [{ ...HOST, id: `${HOST.id}.${rid}` }, NODE_WORKER, BUNDLES];
  const downloads = wanted.map(({ id, version }) => `<PackageDownload Include="${id}" Version="[${version}]" />`);
  const project = path.join(folder, 'restore.csproj');
  await mkdir(folder, { recursive: true });
  await writeFile(
    project,
    `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
    <RestorePackagesPath>${path.join(folder, 'packages')}</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>${downloads.join('')}</ItemGroup>
</Project>
`,
  );
  const { ok, output } = await runCommand('dotnet', ['restore', project], folder);
  return ok ? undefined : (/error (NU\d+: [^[\n]*)/.exec(output)?.[1]?.trim() ?? 'the restore failed');
}

/**
 * Finds the genuine Functions host: `func` on the path, else its parts as NuGet packages, which the .NET SDK fetches once into the user's
 * cache folder.
 * @returns the host, or one sentence why there is none.
 * https://learn.microsoft.com/azure/azure-functions/functions-run-local
 */
export async function findGenuineHost(): Promise<{ host: GenuineHost } | { host?: undefined; reason: string }> {
  const func = await firstLine('func', ['--version']);
  if (func) return { host: { kind: 'func', version: func } };

  const system = { linux: 'linux', darwin: 'osx', win32: 'win' }[process.platform as string];
  const rid = `${system}-${process.arch}`;
  const folder = cacheFolder();
  const cached = restoredHost(folder, rid);
  if (cached) return { host: cached };
  if (!(await firstLine('dotnet', ['--version']))) {
    return { reason: 'there is no func on the path, and no .NET SDK to fetch the host with.' };
  }
  const failure = await restore(folder, rid);
  const host = restoredHost(folder, rid);
  if (!host)
    return { reason: `there is no func on the path, and NuGet gave no host: ${failure ?? 'a part is missing'}` };
  if (host.kind === 'packages' && !WINDOWS) await chmod(host.executable, 0o755);
  return { host };
}
