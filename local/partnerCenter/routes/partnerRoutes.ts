import { collection } from '../collection.ts';
import { snakeCase } from '../enums.ts';
import { isGuid } from '../ids.ts';
import { refusal } from '../partnerCenterError.ts';
import type { ApiAnswer, ApiCall } from '../apiCall.ts';
import type { Route } from '../router.ts';
import type { Emulator } from '../state.ts';

/** https://learn.microsoft.com/partner-center/developer/retrieve-a-list-of-indirect-resellers */
function listRelationships({ query }: ApiCall, { resellers }: Emulator): ApiAnswer {
  const type = snakeCase(query.get('relationship_type') ?? '');
  if (type === 'is_indirect_reseller_of') return { status: 200, body: collection([]) };
  if (type !== 'is_indirect_cloud_solution_provider_of') {
    throw refusal(
      'inputInvalid',
      'relationship_type must be IsIndirectCloudSolutionProviderOf or IsIndirectResellerOf.',
    );
  }
  const items = resellers.map(({ tenantId, name, state, mpnId, location }) => ({
    id: tenantId,
    name,
    relationshipType: type,
    state,
    mpnId,
    location,
    attributes: { objectType: 'PartnerRelationship' },
  }));
  return { status: 200, body: collection(items) };
}

/** https://learn.microsoft.com/partner-center/developer/get-partner-network-profile */
function getProfile({ query }: ApiCall, { resellers, mpnId: ownMpnId }: Emulator): ApiAnswer {
  const mpnId = query.get('mpnId') ?? ownMpnId;
  const reseller = resellers.find((candidate) => candidate.mpnId === mpnId);
  if (!reseller && mpnId !== ownMpnId) throw refusal('profileNotFound');
  return {
    status: 200,
    body: {
      mpnId,
      partnerName: reseller?.name ?? 'Emulated indirect provider',
      profileType: 'mpn_profile',
      attributes: { objectType: 'MpnProfile' },
    },
  };
}

/** https://learn.microsoft.com/partner-center/developer/verify-indirect-reseller-mpa-status */
function getAgreementStatus({ query }: ApiCall, { resellers }: Emulator): ApiAnswer {
  const mpnId = query.get('mpnId');
  const tenantId = query.get('tenantId');
  if (mpnId === null && tenantId === null) throw refusal('agreementIdMissing');
  const valid = mpnId === null ? isGuid(tenantId ?? '') : tenantId === null && /^\d+$/.test(mpnId);
  if (!valid) throw refusal('agreementIdInvalid');
  const reseller = resellers.find(
    (candidate) => candidate.mpnId === mpnId || candidate.tenantId.toLowerCase() === tenantId?.toLowerCase(),
  );
  if (!reseller) throw refusal(mpnId === null ? 'agreementTenantUnknown' : 'agreementMpnIdUnknown');
  return { status: 200, body: { isAgreementSigned: reseller.hasAgreement } };
}

export const partnerRoutes: Route[] = [
  { method: 'GET', path: '/v1/relationships', userOnly: true, handle: listRelationships },
  { method: 'GET', path: '/v1/profiles/mpn', userOnly: true, handle: getProfile },
  { method: 'GET', path: '/v1/compliance/csp/agreementstatus', userOnly: true, handle: getAgreementStatus },
];
