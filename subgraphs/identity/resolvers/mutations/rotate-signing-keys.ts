import { rotationUnderWay } from '../errors.ts'
import type { MutationResolvers } from '../generated/types.ts'
import { requireLiveScope } from '../live-session.ts'

export const rotateSigningKeys: MutationResolvers['rotateSigningKeys'] = async (
  _root,
  { input },
  context,
) => {
  const { id: by } = await requireLiveScope(context, 'roles:write')
  const { keys, logger } = context
  const { withdrawOthers } = input
  const outcome = withdrawOthers ? { made: await keys.withdrawOthers() } : await keys.rotate()
  if ('underWay' in outcome) return { errors: [rotationUnderWay(outcome.underWay.signsFrom)] }
  logger.warn({ kid: outcome.made.id, by, withdrawOthers }, 'A new signing key was made by hand.')
  return { signingKey: outcome.made, errors: [] }
}
