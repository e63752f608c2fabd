import type { KeyObject } from 'node:crypto';
import { serve, type RunningServer, type ServeOptions } from '../serve.ts';
import { answerApi } from './answerApi.ts';
import { answerControl } from './answerControl.ts';
import { authenticateWith } from './authenticate.ts';
import { createEmulator, type EmulatorOptions } from './createEmulator.ts';

export interface PartnerCenterOptions extends ServeOptions, Omit<EmulatorOptions, 'environment'> {
  /** Public key of the identity emulator; tokens are RS256. */
  tokenKey: KeyObject;
  environment?: EmulatorOptions['environment'];
}

/** Starts the Partner Center emulator: the REST API under `/v1`, its control under `/_emulator`. */
export async function startPartnerCenter(options: PartnerCenterOptions): Promise<RunningServer> {
  const { tokenKey, environment = 'sandbox', clock, partnerTenantId, mpnId, ...serveOptions } = options;
  const emulator = createEmulator({ clock, partnerTenantId, mpnId, environment });
  const authenticate = authenticateWith(tokenKey);
  return serve((request, response) => {
    const answered = request.url?.startsWith('/_emulator/')
      ? answerControl(request, response, emulator, environment)
      : answerApi(request, response, emulator, authenticate);
    answered.catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  }, serveOptions);
}
